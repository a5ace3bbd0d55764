using Abaca.DriverSdk;
using Xunit;
using Xunit.Sdk;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>
/// Every call is interrupted at every exchange with the storage in every way, and repeated. The repeated call must end
/// Done, and the storage must look as after a run without interruption.
/// </summary>
public abstract partial class DriverConformance
{
    const int MostExchanges = 200;

    static readonly TimeSpan CopyPause = TimeSpan.FromMilliseconds(500);

    public static TheoryData<string, Fault> CallsAndFaults()
    {
        var rows = new TheoryData<string, Fault>();
        foreach (var call in new[]
        {
            nameof(IShareDriver.Create), nameof(IShareDriver.SetAccess), nameof(IShareDriver.Ensure), nameof(IShareDriver.Delete),
            nameof(IResizing.Extend), nameof(IResizing.Shrink), nameof(ISnapshots.CreateSnapshot), nameof(ISnapshots.DeleteSnapshot),
            nameof(ICloning.CreateFromSnapshot), nameof(IReverting.Revert),
        })
            foreach (var fault in Enum.GetValues<Fault>())
                rows.Add(call, fault);
        return rows;
    }

    [Theory]
    [MemberData(nameof(CallsAndFaults))]
    public async Task A_call_interrupted_anywhere_and_repeated_ends_as_if_nothing_had_been(string call, Fault fault)
    {
        Needs([Showing.Interruptions, .. Abilities(call)]);
        var scene = await SetTheScene(call);
        Assert.Equal("Done", await Perform(call, scene));
        var clean = await Look(scene);
        await Clear(scene);

        var interrupted = 0;
        for (var at = 1; ; at++)
        {
            Assert.True(at <= MostExchanges, $"{call} has more than {MostExchanges} exchanges");
            scene = await SetTheScene(call);
            backend.Faults.Arm(fault, at);
            var end = await Perform(call, scene);
            var fired = backend.Faults.Fired;
            backend.Faults.Mend();
            Assert.True(fired || end == "Done", $"{call} without a fault (armed at {at}): {end}");
            if (fired)
            {
                Assert.True(end is "Done" or "Unclear" or "Killed", $"{call} with {fault} at exchange {at} ended {end}");
                if (end == "Killed") await backend.Restart(Death.Service, Ct);
                Assert.True(end != "Done" || (await Look(scene)) == clean, $"{call} with {fault} at exchange {at} said Done and it was not so");
                var repeated = await Perform(call, scene);
                Assert.True(repeated == "Done", $"{call} repeated after {fault} at exchange {at} ended {repeated}");
                interrupted++;
            }
            Assert.True(clean == await Look(scene), $"{call} with {fault} at exchange {at}:\n{await Look(scene)}\ninstead of\n{clean}");
            await Clear(scene);
            if (!fired) break;
        }
        Assert.True(interrupted > 0, $"{call} was never interrupted: it had no exchange with the storage");
        TestContext.Current.TestOutputHelper?.WriteLine($"{backend.Name}: {call} interrupted at {interrupted} exchanges ({fault})");
    }

    /// <summary>The things that a call is about.</summary>
    sealed record Scene(Made Share, SnapshotSpec? Snapshot, ShareSpec? Copy, AccessRule Rule)
    {
        /// <summary>Names the way back to the snapshot: a repeated call is the same one.</summary>
        public string RevertId { get; } = Guid.NewGuid().ToString();
    }

    static IEnumerable<Showing> Abilities(string call) => call switch
    {
        nameof(IResizing.Extend) or nameof(IResizing.Shrink) => [Showing.Resizing],
        nameof(ISnapshots.CreateSnapshot) or nameof(ISnapshots.DeleteSnapshot) => [Showing.Snapshots],
        nameof(ICloning.CreateFromSnapshot) => [Showing.Snapshots, Showing.Cloning],
        nameof(IReverting.Revert) => [Showing.Snapshots, Showing.Reverting, Showing.Resizing],
        _ => [],
    };

    /// <summary>All that stands before the call.</summary>
    async Task<Scene> SetTheScene(string call)
    {
        var rule = Rule(0);
        if (call == nameof(IShareDriver.Create))
            return new Scene(new Made(NewShare(), new CreatedShare([], Nothing)), null, null, rule);
        var share = await Make(gib: 2);
        // Something that can be lost.
        if (call is nameof(IReverting.Revert) or nameof(ICloning.CreateFromSnapshot) or nameof(IResizing.Shrink) && !backend.NotShown.ContainsKey(Showing.UsedSpace)) await backend.FillAllBut(share.Spec, (2 * Gib) - Mib, Ct);
        if (call is not nameof(IShareDriver.SetAccess)) await Allow(share, rule);
        var scene = new Scene(share, null, null, rule);
        switch (call)
        {
            case nameof(ISnapshots.CreateSnapshot):
                return scene with { Snapshot = NewSnapshot(share) };
            case nameof(ISnapshots.DeleteSnapshot):
                return scene with { Snapshot = await TakeSnapshot(share) };
            case nameof(ICloning.CreateFromSnapshot):
                return scene with { Snapshot = await TakeSnapshot(share), Copy = NewShare(gib: 3) };
            case nameof(IReverting.Revert):
                scene = scene with { Snapshot = await TakeSnapshot(share) };
                Done(await Driver.Resizing!.Extend(share.Spec, 3, Ct));
                return scene;
            case nameof(IShareDriver.Ensure) when !backend.NotShown.ContainsKey(Showing.Damage):
                await backend.Damage(backend.Damages[0], share.Spec, Ct);
                return scene;
            default:
                return scene;
        }
    }

    async Task<string> Perform(string call, Scene scene)
    {
        var share = scene.Share.Spec;
        try
        {
            return call switch
            {
                nameof(IShareDriver.Create) => EndOf(await Driver.Create(share, Ct)),
                nameof(IShareDriver.SetAccess) => EndOf(await Driver.SetAccess(share, [scene.Rule], Ct)),
                nameof(IShareDriver.Ensure) => EndOf(await Driver.Ensure(share, [scene.Rule], Ct)),
                nameof(IShareDriver.Delete) => EndOf(await Driver.Delete(share, Ct)),
                nameof(IResizing.Extend) => EndOf(await Driver.Resizing!.Extend(share, 3, Ct)),
                nameof(IResizing.Shrink) => EndOf(await Driver.Resizing!.Shrink(share, 1, Ct)),
                nameof(ISnapshots.CreateSnapshot) => EndOf(await Driver.Snapshots!.CreateSnapshot(scene.Snapshot!, Ct)),
                nameof(ISnapshots.DeleteSnapshot) => EndOf(await Driver.Snapshots!.DeleteSnapshot(scene.Snapshot!, Ct)),
                nameof(ICloning.CreateFromSnapshot) => await CloneToItsEnd(scene.Copy!, scene.Snapshot!),
                nameof(IReverting.Revert) => EndOf(await Driver.Reverting!.Revert(share with { SizeGib = 3 }, scene.Snapshot!, scene.RevertId, Ct)),
                _ => throw FailException.ForFailure($"No way to perform {call}."),
            };
        }
        catch (Exception e) when (backend.Faults.Fired && backend.Faults.IsDeath(e))
        {
            return "Killed";
        }
    }

    /// <summary>Asks as the service does, until the copy is ready or something fails.</summary>
    async Task<string> CloneToItsEnd(ShareSpec copy, SnapshotSpec source)
    {
        while (true)
        {
            var end = await Driver.Cloning!.CreateFromSnapshot(copy, source, Ct);
            if (end is not DriverResult<CreatedShare>.Done { Value.Ready: false }) return EndOf(end);
            while (true)
            {
                var progress = await Driver.Cloning!.Progress(copy, Ct);
                if (progress is not DriverResult<int>.Done percent) return EndOf(progress);
                if (percent.Value == 100) break;
                await Task.Delay(CopyPause, TimeProvider.System, Ct);
            }
        }
    }

    /// <summary>The scene as the storage shows it, without names.</summary>
    async Task<string> Look(Scene scene)
    {
        var clone = scene.Copy is null ? "" : await backend.Describe(scene.Copy, Ct);
        var snapshots = scene.Snapshot is null ? 0 : (await RawOf(backend.StoredName(scene.Snapshot))).Count;
        var raw = (await RawOf(scene.Share.Spec.Name)).Count;
        return $"share:\n{await backend.Describe(scene.Share.Spec, Ct)}\nclone:\n{clone}\nsnapshot lines: {snapshots}\nshare lines: {raw}";
    }

    async Task Clear(Scene scene)
    {
        if (scene.Copy is not null) Done(await Driver.Delete(scene.Copy, Ct));
        if (scene.Snapshot is not null) Done(await Driver.Snapshots!.DeleteSnapshot(scene.Snapshot, Ct));
        Done(await Driver.Delete(scene.Share.Spec, Ct));
    }

    static string EndOf(DriverResult result) => result switch
    {
        DriverResult.Done => "Done",
        DriverResult.Unclear => "Unclear",
        _ => result.ToString(),
    };

    static string EndOf<T>(DriverResult<T> result) => result switch
    {
        DriverResult<T>.Done => "Done",
        DriverResult<T>.Unclear => "Unclear",
        _ => result.ToString(),
    };
}
