using Abaca.Server.Data;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>Another process holds the database while work is under way: nobody is told a lie, and afterwards the ledgers agree.</summary>
public sealed class LockedDatabaseTests
{
    [Fact]
    public async Task Work_goes_on_where_it_was_when_the_database_comes_free()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords().With("dummy_driver_default_driver_method_delay = 0.3"));
        var caller = new Caller(service, Storm.Project);
        await new Storm(service, most: 1).Prepare();
        var shares = new List<string>();
        for (var i = 0; i < 3; i++) shares.Add(await Create(caller));
        foreach (var share in shares) Assert.True(await Deadline.Holds(async () => await Status(caller, share) == "available", TimeSpan.FromSeconds(30)));
        await caller.Must(HttpMethod.Post, $"/shares/{shares[0]}/action", new { extend = new { new_size = 5 } });
        await caller.Must(HttpMethod.Delete, $"/shares/{shares[1]}");
        await caller.Must(HttpMethod.Post, "/snapshots", new { snapshot = new { share_id = shares[2] } });

        using var release = new ManualResetEventSlim();
        var holder = Hold(service.Database, release);
        await holder.Held;
        // Whoever writes is told so after the time that a writer is waited for; whoever reads notices nothing.
        var refused = await caller.Send(HttpMethod.Post, "/shares", NewShare);
        Assert.Equal(503, refused?.Status);
        Assert.Equal(3, (await caller.Must(HttpMethod.Get, "/shares")).GetProperty("shares").GetArrayLength());
        release.Set();
        await holder.Ended;

        var ledgers = new Ledgers(service, () => Task.FromResult(HeldThings.Dummy(Path.Combine(service.BackendState, "held.json"))));
        Assert.Empty(await ledgers.WhatIsWrong());
        var left = (await caller.Must(HttpMethod.Get, "/shares/detail")).GetProperty("shares").EnumerateArray()
            .ToDictionary(s => s.GetProperty("id").GetString()!, s => $"{s.GetProperty("status").GetString()} {s.GetProperty("size").GetInt32()}");
        Assert.Equal(new Dictionary<string, string> { [shares[0]] = "available 5", [shares[2]] = "available 1" }, left);
    }

    static object NewShare => new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } };

    static async Task<string> Create(Caller caller) =>
        (await caller.Must(HttpMethod.Post, "/shares", NewShare)).GetProperty("share").GetProperty("id").GetString()!;

    static async Task<string?> Status(Caller caller, string share) =>
        (await caller.Must(HttpMethod.Get, $"/shares/{share}")).GetProperty("share").GetProperty("status").GetString();

    /// <summary>Another process' writer: in the middle of a transaction until it is released.</summary>
    static (Task Held, Task Ended) Hold(string database, ManualResetEventSlim release)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (held.Task, Task.Run(async () =>
        {
            await using var db = Db.Open(database);
            await db.Transaction(async tx =>
            {
                await tx.Execute(Sql.Of($"UPDATE quota_uses SET in_use = in_use WHERE resource = {"shares"}"));
                held.TrySetResult();
                Assert.True(release.Wait(TimeSpan.FromMinutes(1)));
            });
        }));
    }
}
