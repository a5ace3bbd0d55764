using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Reconcile;

/// <summary>
/// Another storage under the name of a backend's: the service and doctor name it, nothing is made in it, and when the right one is back, or the
/// operator says that the other one is meant, the service goes on by itself.
/// </summary>
/// <param name="service">The service; it serves.</param>
/// <param name="backend">Section of the backend.</param>
/// <param name="protocol">Of its shares.</param>
sealed class OtherPools(ServiceProcess service, string backend, string protocol)
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(120);

    readonly AbacaShell admin = new(service, "abaca-admin");
    readonly AbacaShell demo = new(service, "abaca");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Tries it.</summary>
    /// <param name="change">Puts the other storage in place.</param>
    /// <param name="isEmpty">Nothing has been made in it.</param>
    /// <param name="back">Puts the right one in place again; null: it is gone for good, and the operator takes the other one.</param>
    public async Task Try(Func<Task> change, Func<Task<bool>> isEmpty, Func<Task>? back)
    {
        await admin.Do("type", "create", "any");
        await demo.Do("share", "create", protocol, "1", "--name", "before", "--share-type", "any", "--wait");
        await service.Stop();
        await change();
        Assert.True(await isEmpty());

        await service.StartUntilItAnswers();
        await Eventually.Holds(() => admin.Do("service", "list", "--format", "json"), list => list.Contains("is another pool", StringComparison.Ordinal) && list.Contains($"abaca backend adopt {backend}", StringComparison.Ordinal), "the list of services names it", Soon, Ct);
        var doctor = await Doctor();
        Assert.Equal(1, doctor.Code);
        Assert.Contains("is another pool", doctor.Output, StringComparison.Ordinal);
        // What is asked for meanwhile waits for the backend; nothing is made here.
        await demo.Do("share", "create", protocol, "1", "--name", "meanwhile", "--share-type", "any");
        Assert.False(await service.Says("is serving", TimeSpan.FromSeconds(20)), service.LogTail);
        Assert.True(await isEmpty());

        if (back is not null) await back();
        else Assert.Equal(0, (await AbacaTool.Run(["backend", "adopt", backend, "--config-file", service.ConfigFile])).Code);
        Assert.True(await service.Says("is serving", Soon), service.LogTail);
        if (back is not null) Assert.Equal("available", (await demo.Json("share", "show", "before")).GetProperty("status").GetString());
        await demo.Do("share", "create", protocol, "1", "--name", "after", "--share-type", "any", "--wait");
        Assert.DoesNotContain("is another pool", (await Doctor()).Output, StringComparison.Ordinal);
    }

    Task<ToolRun> Doctor() => AbacaTool.Run(["doctor", "--config-file", service.ConfigFile]);
}
