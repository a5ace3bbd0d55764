using Abaca.DriverSdk;

namespace Abaca.Server.Services;

/// <summary>The backends that this process serves.</summary>
public interface IBackends
{
    /// <summary>The driver of a service (<c>host@backend</c>), or null while it is not started or when it is served elsewhere.</summary>
    IShareDriver? Find(string serviceHost);
}
