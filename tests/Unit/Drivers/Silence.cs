using Abaca.DriverSdk;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Hears what drivers say and keeps none of it.</summary>
sealed class Silence : IDriverLog
{
    public void Say(string message)
    {
    }

    public void Warn(string message)
    {
    }
}
