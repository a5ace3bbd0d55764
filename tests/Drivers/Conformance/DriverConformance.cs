using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>
/// What every driver must do, proved on its real backend. A backend's own class only says where the backend is:
/// <c>public sealed class LocalConformance(LocalBackend local) : DriverConformance(local), IClassFixture&lt;LocalBackend&gt;;</c>
/// The tests stand in one file per subject.
/// </summary>
public abstract partial class DriverConformance(IBackendUnderTest backend) : IAsyncLifetime
{
    readonly System.Collections.Concurrent.ConcurrentQueue<ShareSpec> made = [];
    readonly System.Collections.Concurrent.ConcurrentQueue<SnapshotSpec> taken = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    IShareDriver Driver => backend.Driver;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Removes what the test made, so that tests do not share a pool's fullness.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!backend.NotShown.ContainsKey(Showing.Interruptions)) backend.Faults.Mend();
        List<string> left = []; // one that stays must not make others stay
        foreach (var snapshot in taken.Reverse())
            if (await Driver.Snapshots!.DeleteSnapshot(snapshot, CancellationToken.None) is var end and not DriverResult.Done) left.Add($"{snapshot.Name}: {end}");
        foreach (var share in made.Reverse())
            if (await Driver.Delete(share, CancellationToken.None) is var end and not DriverResult.Done) left.Add($"{share.Name}: {end}");
        Assert.Empty(left);
    }

    /// <summary>Skips, naming backend and reason, when the backend has declared that it cannot show one of these.</summary>
    void Needs(params Showing[] showings)
    {
        foreach (var showing in showings)
            if (backend.NotShown.TryGetValue(showing, out var why))
                Assert.Skip($"{backend.Name} does not show {showing}: {why}");
    }

    [Fact]
    public void What_is_not_shown_is_declared_and_true()
    {
        var abilities = new Dictionary<Showing, object?>
        {
            [Showing.Resizing] = Driver.Resizing,
            [Showing.Snapshots] = Driver.Snapshots,
            [Showing.Cloning] = Driver.Cloning,
            [Showing.Reverting] = Driver.Reverting,
            [Showing.Inventory] = Driver.Inventory,
        };
        foreach (var (showing, ability) in abilities)
            Assert.True(ability is null == backend.NotShown.ContainsKey(showing), $"{backend.Name} and {showing}: declared and real differ");
        foreach (var (showing, why) in backend.NotShown)
            TestContext.Current.TestOutputHelper?.WriteLine($"{backend.Name} does not show {showing}: {why}");
        if (!backend.NotShown.ContainsKey(Showing.RealMounts)) Assert.True(backend.Clients.Count >= 2, "two clients are needed");
    }
}
