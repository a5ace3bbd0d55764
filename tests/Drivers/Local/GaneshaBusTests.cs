using System.Runtime.InteropServices;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Both ways to a real Ganesha, over the bus itself and by dbus-send, mean the same; and its death is told at once.</summary>
public sealed class GaneshaBusTests : IAsyncLifetime
{
    const int Kill = 9, Unknown = 4711;

    static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5); // milliseconds on an idle machine

    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    GaneshaLayout Layout => new(Path.Combine(machine.State, "ganesha"));

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task Both_ways_mean_the_same_and_its_death_is_told_at_once()
    {
        await using var driver = (LocalDriver)machine.NewDriver();
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        await Exported(driver);
        await driver.Abandon(); // nobody starts Ganesha anew
        var servers = machine.Servers();
        using var direct = new DirectBus(Layout.BusAddress, TimeProvider.System);
        IGaneshaBus[] both = [direct, new DBusSend(new LocalCommandRunner(TimeProvider.System), Layout.BusAddress)];
        var unreadable = Path.Combine(machine.State, "unreadable.conf");
        await File.WriteAllTextAsync(unreadable, "EXPORT { Export_Id = 4711; Path = ", Ct);

        var seen = new HashSet<string>();
        foreach (var bus in both)
        {
            var (path, clients) = (Assert.Single((await bus.Show(Ct)).Value!), (await bus.Display(Assert.Single((await bus.Show(Ct)).Value!).Key, Ct)).Value!);
            var ends = new[] { (await bus.Display(Unknown, Ct)).End, (await bus.Remove(Unknown, Ct)).End };
            Assert.All(ends, end => Assert.Equal(BusEnd.Missing, end));
            var refused = (await bus.Add(unreadable, Unknown, Ct)).End;
            Assert.NotEqual(BusEnd.Done, refused);
            Assert.Equal(servers[0].Id, (await bus.Process(Ct)).Value);
            seen.Add($"{path} {refused} {string.Join(", ", clients)}");
        }
        Assert.Single(seen);

        var gone = direct.Gone(Ct);
        Assert.Equal(0, Signal(servers[0].Id, Kill));
        await gone.WaitAsync(AtOnce, TimeProvider.System, Ct);
        foreach (var bus in both) Assert.Equal(BusEnd.NotRunning, (await bus.Show(Ct)).End);
        await direct.Gone(Ct).WaitAsync(AtOnce, TimeProvider.System, Ct);

        Assert.Equal(0, Signal(servers[1].Id, Kill));
        foreach (var bus in both) Assert.Equal(BusEnd.Unclear, (await bus.Show(Ct)).End);
    }

    static async Task Exported(LocalDriver driver)
    {
        var (id, nothing) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        var share = new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, nothing, nothing, nothing);
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct));
        AccessRule[] rules = [new("a", AccessType.Ip, "192.0.2.0/24", AccessLevel.Ro), new("b", AccessType.Ip, "192.0.2.7", AccessLevel.Rw)];
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(await driver.SetAccess(share, rules, Ct));
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);
}
