using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Drivers.Reconcile;

/// <summary>Two shares that a backup knows, and that were extended and given to others after it: one stays as the storage has it, the other goes back.</summary>
sealed class ChangedSinceBackup(ServiceProcess service, AbacaShell admin, AbacaShell demo, (string Type, string To) client)
{
    (string Id, string Instance) stays;
    (string Id, string Instance) goesBack;

    /// <summary>Before the backup: one lets somebody in, the other nobody.</summary>
    public async Task Make(Func<string, Task<(string Id, string Instance)>> made)
    {
        (stays, goesBack) = (await made("stays"), await made("goes-back"));
        await Allow("stays");
    }

    /// <summary>After the backup: both are larger, and it is the other way round.</summary>
    public async Task Change()
    {
        foreach (var name in (string[])["stays", "goes-back"]) await demo.Do("share", "extend", name, "2", "--wait");
        await demo.Do("access", "deny", "stays", client.To, "--wait");
        await Allow("goes-back");
    }

    /// <summary>After the restore, with what differs: a further start leaves it as it is, and the operator settles it either way.</summary>
    public async Task Settle(Func<Task<HeldThings>> held, IReadOnlyList<(string Kind, string Object, string Id, string? Instance)> found)
    {
        string[] IdsOf(string instance) => [.. found.Where(one => one.Instance == instance).Select(one => one.Id)];
        await service.Stop();
        await service.StartUntilItAnswers();
        Assert.True(await service.Says("verified", TimeSpan.FromSeconds(90)), service.LogTail);
        Assert.Equal((2, 2), await Sizes(held));

        await admin.Do(["reconcile", "accept", .. IdsOf(stays.Instance)]);
        Assert.Equal(1, await Size("stays"));
        await admin.Do(["reconcile", "accept", .. IdsOf(stays.Instance), "--apply"]);
        Assert.Equal(2, await Size("stays"));
        Assert.Equal(0, (await demo.Json("access", "list", "stays")).GetArrayLength());
        await admin.Do(["reconcile", "export", .. IdsOf(goesBack.Instance), "--apply", "--wait"]);
        Assert.Equal(1, await Size("goes-back"));

        Assert.DoesNotContain(await admin.Differences(), one => one.Kind is "wrong_size" or "wrong_rules");
        Assert.Equal((2, 1), await Sizes(held));
        foreach (var name in (string[])["stays", "goes-back"]) await demo.Do("share", "delete", name, "--wait");
    }

    Task Allow(string share) => demo.Do("access", "allow", share, client.To, "--type", client.Type, "--wait");

    async Task<int> Size(string share) => (await demo.Json("share", "show", share)).GetProperty("size").GetInt32();

    async Task<(int? Stays, int? GoesBack)> Sizes(Func<Task<HeldThings>> held) =>
        await held() is var now ? (now.Shares[stays.Instance], now.Shares[goesBack.Instance]) : default;
}
