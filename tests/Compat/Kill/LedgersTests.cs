using Abaca.Server.Data;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Kill;

/// <summary>The comparison after the kills is worth something: it finds what was planted.</summary>
public sealed class LedgersTests
{
    [Fact]
    public async Task What_does_not_fit_together_is_found()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        var held = Path.Combine(service.BackendState, "held.json");
        var ledgers = new Ledgers(service, () => Task.FromResult(HeldThings.Dummy(held)));
        var caller = new Caller(service, Storm.Project);
        await new Storm(service, most: 1).Prepare();
        await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } });
        Assert.Empty(await ledgers.WhatIsWrong());

        var instance = Assert.Single(HeldThings.Dummy(held).Shares).Key;
        await File.AppendAllTextAsync(held, $$"""{"ShareGone":"{{instance}}"}{{'\n'}}""");
        await File.AppendAllTextAsync(held, """{"Snapshot":{"InstanceId":"stray","Name":"s","ShareInstanceId":"x","SizeGib":1,"UsedBytes":0}}""" + "\n");
        await using (var db = Db.Open(service.Database))
        {
            await db.Transaction(async tx =>
            {
                await tx.Execute(Sql.Of($"UPDATE quota_uses SET in_use = in_use + 1 WHERE resource = {"shares"}"));
                await tx.Execute(Sql.Of($"UPDATE pool_uses SET promised_gib = promised_gib + {1}"));
            });
        }
        var wrong = string.Join('\n', await ledgers.WhatIsWrong());
        Assert.Contains($"share instance {instance} is available and not on the backend", wrong, StringComparison.Ordinal);
        Assert.Contains("snapshot instance stray is on the backend and nowhere else", wrong, StringComparison.Ordinal);
        Assert.Contains("2 shares in use, but the rows make 1", wrong, StringComparison.Ordinal);
        Assert.Contains("2 GiB promised, 1 in place; the instances make 1 and 1", wrong, StringComparison.Ordinal);
    }
}
