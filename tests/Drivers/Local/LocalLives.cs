using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>A machine on which the Local backend lives several times.</summary>
public abstract class LocalLives : IAsyncLifetime
{
    private protected LocalMachine machine = null!;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync()
    {
        await machine.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(machine.Log);
    }

    private protected async Task<(ShareSpec Share, string Path)> Open(IShareDriver driver, string name)
    {
        var share = Spec(name);
        var made = Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw)], Ct));
        return (share, made.Exports[0].Path);
    }

    private protected static ShareSpec Spec(string name, int gib = 1)
    {
        var none = new Dictionary<string, string>();
        return new ShareSpec(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), name, "p", "local", "NFS", gib, none, none, none);
    }
}
