using Abaca.Server.Ledgers;
using Xunit;

namespace Abaca.Tests.Server.Ends;

/// <summary>What <c>abaca quota verify</c> does: it counts from the rows, says what differs, and mends it when told to.</summary>
public sealed class LedgerAuditTests
{
    [Fact]
    public async Task It_says_nothing_of_books_that_agree_and_names_every_number_that_does_not()
    {
        await using var host = await Filled();
        Assert.Equal("", LedgerText.Table(await new LedgerAudit(host.Db).Compare()));

        await host.Db.Transaction(async tx =>
        {
            await tx.Execute($"UPDATE quota_uses SET in_use = in_use + 40 WHERE scope = 'project' AND resource = 'gigabytes'");
            await tx.Execute($"DELETE FROM quota_uses WHERE scope = 'user' AND resource = 'snapshots'");
            await tx.Execute($"INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use) VALUES ({"gone"}, {"project"}, {""}, {"share_replicas"}, {3})");
            await tx.Execute($"UPDATE pool_uses SET promised_gib = promised_gib + 5, in_place_gib = in_place_gib - 1");
        });
        var wrong = await new LedgerAudit(host.Db).Compare();
        const string Project = "b0000000000000000000000000000002";
        Assert.Equal(
            [
                new LedgerDifference("quota", $"project {Project}", "gigabytes", 43, 3),
                new LedgerDifference("quota", $"project {Project}, user member-user", "snapshots", 0, 1),
                new LedgerDifference("quota", "project gone", "share_replicas", 3, 0),
                new LedgerDifference("pool", wrong[^1].Of, "in place", 2, 3), new LedgerDifference("pool", wrong[^1].Of, "promised", 8, 3),
            ], wrong);
        var lines = LedgerText.Table(wrong).TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.Single(lines.Select(line => line.Length).Distinct());
        Assert.All(lines.Skip(1), line => Assert.InRange(line.LastIndexOf("  ", StringComparison.Ordinal), lines[0].IndexOf("BOOKED", StringComparison.Ordinal), line.Length));

        Assert.Equal(wrong, await new LedgerAudit(host.Db).Mend());
        Assert.Empty(await new LedgerAudit(host.Db).Compare());
        Assert.Empty(await new LedgerAudit(host.Db).Mend());
        Assert.Equal(3, await host.Db.Number($"SELECT in_use FROM quota_uses WHERE scope = 'project' AND resource = 'gigabytes'"));
    }

    [Fact]
    public async Task A_share_that_counts_for_more_on_its_pool_than_its_size_is_found_and_mended()
    {
        await using var host = await Filled();
        await host.Db.Transaction(async tx =>
        {
            await tx.Execute($"UPDATE share_instances SET counted_gib = counted_gib + 6 WHERE id = (SELECT MIN(id) FROM share_instances)");
            await tx.Execute($"UPDATE pool_uses SET promised_gib = promised_gib + 6, in_place_gib = in_place_gib + 6");
        });
        Assert.Equal(3, (await new LedgerAudit(host.Db).Compare()).Count);
        await new LedgerAudit(host.Db).Mend();
        Assert.Empty(await new LedgerAudit(host.Db).Compare());
        Assert.Equal(3, await host.Db.Number($"SELECT promised_gib FROM pool_uses"));
    }

    [Fact]
    public async Task It_finds_nothing_while_the_service_works_and_takes_nothing_from_it_when_it_mends()
    {
        await using var host = await ApiHost.Start();
        await host.MakeType();
        using var stop = new CancellationTokenSource();
        var looks = 0;
        var looking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Empty(await new LedgerAudit(host.Db).Compare());
                Assert.Empty(await new LedgerAudit(host.Db).Mend());
                looks++;
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var id = await host.MakeShare(size: 1);
            Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { extend = new { new_size = 3 } }, ApiHost.Member)).Status);
            await host.UntilStatus($"/v2/shares/{id}", "share", "available");
            Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { shrink = new { new_size = 2 } }, ApiHost.Member)).Status);
            await host.UntilStatus($"/v2/shares/{id}", "share", "available");
            Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
            await host.UntilGone($"/v2/shares/{id}");
        }));
        await stop.CancelAsync();
        await looking;
        Assert.NotEqual(0, looks);
        Assert.Equal(0, await host.Db.Number($"SELECT SUM(in_use) FROM quota_uses"));
    }

    static async Task<ApiHost> Filled()
    {
        var host = await ApiHost.Start();
        await host.MakeType();
        await host.MakeShare(size: 1);
        var share = await host.MakeShare(size: 2);
        var answer = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member);
        await host.UntilStatus($"/v2/snapshots/{answer.Json.GetProperty("snapshot").GetProperty("id").GetString()}", "snapshot", "available");
        return host;
    }
}
