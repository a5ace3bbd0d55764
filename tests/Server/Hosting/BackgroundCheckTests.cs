using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Abaca.Server.Hosting;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Tests.Server.AccessRules;
using Abaca.Tests.Server.Reconcile;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Hosting;

/// <summary>The check of all shares after a start, with its calls held up while their owners ask for something else.</summary>
public sealed class BackgroundCheckTests : IAsyncLifetime
{
    ApiHost host = null!;
    WatchedDriver driver = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await DirectRows.PlainType(host);
        driver = new WatchedDriver(host.Dummy);
        host.Services.GetRequiredService<Backends>().Add("testhost@dummy", driver);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_rule_that_is_denied_while_its_share_is_checked_does_not_come_back()
    {
        var (share, instance) = await Share();
        var (kept, denied) = (await Allowed(share, "10.0.0.1"), await Allowed(share, "10.0.0.2"));
        var gate = driver.Hold("ensure", instance);
        var check = Check();
        await gate.Reached;

        await Deny(share, denied);
        await UntilTaken(instance);
        gate.Open();
        await host.UntilGone($"/v2/share-access-rules/{denied}");
        Assert.Equal(["10.0.0.1"], Held(instance));
        await check;

        Assert.Equal(["10.0.0.1"], Held(instance));
        Assert.NotEmpty(kept);
        var calls = driver.Of(instance);
        var set = calls.ToList().LastIndexOf("set [10.0.0.1 rw]");
        Assert.DoesNotContain(calls.Skip(set), call => call.Contains("10.0.0.2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_denied_does_not_wait_for_the_check_of_other_shares()
    {
        var (slow, slowInstance) = await Share();
        var (share, instance) = await Share();
        var (denied, lowered) = (await Allowed(share, "10.0.0.1"), await Allowed(share, "10.0.0.2"));
        await Allowed(slow, "10.0.0.9");
        var (endless, gate) = (driver.Hold("ensure", slowInstance), driver.Hold("ensure", instance));
        var check = Check();
        await Task.WhenAll(endless.Reached, gate.Reached);

        await Deny(share, denied);
        Assert.Equal(200, (await host.Put($"/v2/share-access-rules/{lowered}", new { update_access = new { access_level = "ro" } }, ApiHost.Member)).Status);
        gate.Open();
        await host.UntilGone($"/v2/share-access-rules/{denied}");
        await UntilState(lowered, "active");

        Assert.False(check.IsCompleted);
        Assert.Equal("set [10.0.0.2 ro]", driver.Of(instance)[^1]);
        endless.Open();
        await check;
        Assert.EndsWith("[10.0.0.2 ro]", driver.Of(instance)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_share_that_grows_while_it_is_checked_is_not_taken_back_to_its_old_size()
    {
        var (share, instance) = await Share();
        var gate = driver.Hold("ensure", instance);
        var check = Check();
        await gate.Reached;

        Assert.Equal(202, (await Action(share, new { extend = new { new_size = 3 } })).Status);
        gate.Open();
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        await check;

        Assert.Equal(3, host.Dummy.Holds().Shares.Single(s => s.InstanceId == instance).SizeGib);
        var calls = driver.Of(instance).ToList();
        Assert.DoesNotContain(calls.Skip(calls.IndexOf("extend 3 GiB")), call => call.StartsWith("ensure 1 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_share_that_is_deleted_while_it_is_checked_stays_gone()
    {
        var (share, instance) = await Share();
        var gate = driver.Hold("ensure", instance);
        var check = Check();
        await gate.Reached;

        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        Assert.DoesNotContain("delete", driver.Of(instance));
        gate.Open();
        await host.UntilGone($"/v2/shares/{share}");
        await check;

        Assert.Equal("delete", driver.Of(instance)[^1]);
        Assert.Empty(host.Dummy.Holds().Shares);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM export_locations"));
    }

    [Fact]
    public async Task A_share_in_the_middle_of_an_operation_is_left_to_it_and_looked_at_afterwards()
    {
        var (share, instance) = await Share();
        var gate = driver.Hold("extend", instance);
        Assert.Equal(202, (await Action(share, new { extend = new { new_size = 2 } })).Status);
        await gate.Reached;
        // Whatever the row says: its operation is in the middle of a call to the backend.
        await host.Db.Transaction(tx => tx.Execute($"UPDATE share_instances SET status = 'available' WHERE id = {instance}"));

        var (other, otherInstance) = await Share();
        var check = Check();
        await host.Until(() => driver.Of(otherInstance).Any(IsEnsured), "another share is checked");
        Assert.DoesNotContain(driver.Of(instance), IsEnsured);
        await host.Db.Transaction(tx => tx.Execute($"UPDATE share_instances SET status = 'extending' WHERE id = {instance}"));
        gate.Open();
        await check;

        Assert.Equal("ensure 2 GiB []", driver.Of(instance)[^1]);
        Assert.NotEqual(share, other);
    }

    [Fact]
    public async Task Rules_that_are_to_be_applied_once_more_are_not_taken_from_clients_by_the_check()
    {
        var (share, instance) = await Share();
        await Allowed(share, "10.0.0.1");
        await host.Db.Transaction(tx => tx.Execute($"UPDATE access_rule_states SET state = 'queued_to_apply' WHERE share_instance_id = {instance}"));
        await Check();
        Assert.Equal("ensure 1 GiB [10.0.0.1 rw]", driver.Of(instance)[^1]);
    }

    [Fact]
    public async Task Rules_that_are_denied_again_and_again_during_checks_are_never_in_force_after_their_end()
    {
        var shares = new List<(string Share, string Instance)>();
        for (var i = 0; i < 6; i++) shares.Add(await Share());
        host.Dummy.Slow(Abaca.Drivers.Dummy.DummyMethod.Ensure, TimeSpan.FromMilliseconds(20));
        using var stop = new CancellationTokenSource();
        var checks = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await Check();
        });
        await Parallel.ForEachAsync(shares, async (one, ct) =>
        {
            for (var round = 0; round < 5; round++)
            {
                var rule = await Allowed(one.Share, $"10.0.0.{round}");
                await Deny(one.Share, rule);
                await host.UntilGone($"/v2/share-access-rules/{rule}");
                for (var look = 0; look < 3; look++, await Task.Yield()) Assert.Empty(Held(one.Instance));
            }
        });
        await stop.CancelAsync();
        await checks;
        Assert.All(shares, one => Assert.Empty(Held(one.Instance)));
    }

    [Fact]
    public async Task Of_a_restored_database_size_and_rules_stay_as_the_storage_has_them_until_both_say_the_same()
    {
        var made = await Share();
        await Allowed(made.Share, "10.0.0.1");
        var spec = OlderDatabase.Spec(made);
        await host.Dummy.Extend(spec, 3);
        await host.Dummy.SetAccess(spec, [new AccessRule("other", AccessType.Ip, "10.0.0.2", AccessLevel.Ro)]);
        await host.Db.Transaction(tx => RestoredInstances.Mark(tx));
        for (var start = 0; start < 2; start++)
        {
            await Check();
            Assert.Equal("ensure 3 GiB [10.0.0.2 ro]", driver.Of(made.Instance)[^1]);
        }

        await host.Dummy.Shrink(spec, 1);
        await host.Dummy.SetAccess(spec, [new AccessRule("same", AccessType.Ip, "10.0.0.1", AccessLevel.Rw)]);
        await Check();
        await host.Dummy.SetAccess(spec, []);
        await Check();
        Assert.Equal("ensure 1 GiB [10.0.0.1 rw]", driver.Of(made.Instance)[^1]);
        Assert.Equal(["10.0.0.1"], Held(made.Instance));
    }

    [Fact]
    public async Task The_pass_over_rules_knows_the_requests_that_it_is_for()
    {
        var (share, instance) = await Share();
        var gate = driver.Hold("set", instance);
        var asked = await Action(share, new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", access_level = "rw" } });
        await gate.Reached;
        var passes = host.Services.GetRequiredService<AccessRuleReconciler>();
        Assert.Equal([asked.Headers["x-compute-request-id"]], await passes.RequestsOf(instance, CancellationToken.None));
        gate.Open();
        await UntilState(asked.Json.GetProperty("access").GetProperty("id").GetString()!, "active");
        Assert.Empty(await passes.RequestsOf(instance, CancellationToken.None));
    }

    /// <summary>A worker has the pass over the rules: it waits, or would have set them by now.</summary>
    Task UntilTaken(string instance) => host.Until(
        async () => await host.Db.Number($"SELECT COUNT(*) FROM reconciliations WHERE resource_id = {instance} AND lease_owner IS NOT NULL") > 0
            || driver.Of(instance)[^1] == "set [10.0.0.1 rw]", "the pass over the rules is under way");

    static bool IsEnsured(string call) => call.StartsWith("ensure", StringComparison.Ordinal);

    /// <summary>As after a start.</summary>
    Task Check()
    {
        var configured = host.Services.GetRequiredService<IReadOnlyList<ConfiguredBackend>>()[0];
        return host.Services.GetRequiredService<BackendShares>().Verify(configured with { Driver = driver }, CancellationToken.None);
    }

    IReadOnlyList<string> Held(string instance) => [.. host.Dummy.Holds().Shares.Single(s => s.InstanceId == instance).Rules.Select(r => r.To)];

    async Task<(string Share, string Instance)> Share()
    {
        var share = await host.MakeShare();
        return (share, (await host.Db.First($"SELECT instance_id FROM shares WHERE id = {share}", row => row.Text(0)))!);
    }

    async Task<string> Allowed(string share, string to)
    {
        var made = await Action(share, new { allow_access = new { access_type = "ip", access_to = to, access_level = "rw" } });
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("access").GetProperty("id").GetString()!;
        await UntilState(id, "active");
        return id;
    }

    async Task Deny(string share, string rule) => Assert.Equal(202, (await Action(share, new { deny_access = new { access_id = rule } })).Status);

    Task UntilState(string rule, string state) => host.Until(
        async () => (await host.Get($"/v2/share-access-rules/{rule}", ApiHost.Member)).Text.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal),
        $"rule {rule} is {state}");

    Task<Answer> Action(string share, object body) => host.Post($"/v2/shares/{share}/action", body, ApiHost.Member);
}
