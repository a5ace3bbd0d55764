using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.DriverSdk;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Ownership;

/// <summary>What a row has is not taken over by another one, however an administrator spells it.</summary>
[Trait("Suite", "Hostile")]
public sealed class SpelledObjectsTests : IAsyncLifetime
{
    const string Pool = "fake_pool_for_dummy";
    const string AdminProject = "a0000000000000000000000000000001";

    ApiHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await DirectRows.PlainType(host);
        host.Dummy.Lay("old", Pool, 3);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}/")]
    [InlineData("//{0}//")]
    [InlineData("./{0}")]
    [InlineData("elsewhere/../{0}")]
    [InlineData("/path/to/fake/share/{1}")]
    [InlineData("/path//to/./fake/share/{1}/")]
    [InlineData("10.0.0.10:/path/to/fake/share/{1}")]
    [InlineData("10.0.0.20:2049:/path/to/fake/share/{1}")]
    [InlineData("[fe80::A]:/path/to/fake/share/{1}")]
    [InlineData("[FE80:0:0::000a]:2049:/path/to/fake/share/{1}/.")]
    [InlineData("RENAMED.example.org:/path/to/fake/share/{1}")]
    [InlineData(" {1} ")]
    public async Task A_tenants_share_is_not_made_a_second_one(string spelling)
    {
        await host.MakeShare();
        await RefusedAndUntouched(Spelled(spelling, host.Dummy.Holds().Shares.Single()));
    }

    [Fact]
    public async Task Generated_spellings_of_created_and_of_managed_shares_are_all_refused()
    {
        await host.MakeShare();
        await Managed("old");
        var held = host.Dummy.Holds().Shares;
        var random = new Random(20261130);
        for (var i = 0; i < 120; i++) await RefusedAndUntouched(AnySpelling(random, held[random.Next(held.Count)]));
    }

    [Fact]
    public async Task Of_several_at_once_with_several_spellings_one_gets_it()
    {
        string[] spellings = ["old", "old/", "/path/to/fake/share/old", "10.0.0.10:/path/to/fake/share/old", "[::1]:/path/to/fake/share//old", "./old"];
        var answers = await Task.WhenAll(spellings.Select(Manage));
        Assert.Equal([200, .. Enumerable.Repeat(409, spellings.Length - 1)], answers.Select(a => a.Status).Order());
        await host.UntilStatus($"/v2/shares/{Id(answers.Single(a => a.Status == 200))}", "share", "available", ApiHost.Admin);
        Assert.Single(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task A_management_that_failed_is_not_in_the_way_of_its_own_retry()
    {
        await DirectRows.Limit(host, AdminProject, "per_share_gigabytes", 2);
        var first = await Manage("10.0.0.10:/path/to/fake/share/old");
        Assert.Equal(200, first.Status);
        await host.UntilStatus($"/v2/shares/{Id(first)}", "share", "manage_error", ApiHost.Admin);
        Assert.Equal(["old"], host.Dummy.Foreign());
        await host.Db.Transaction(tx => tx.Execute($"DELETE FROM quotas WHERE resource = {"per_share_gigabytes"}"));
        await Managed("10.0.0.10:/path/to/fake/share/old");
        await RefusedAndUntouched("old");
        Assert.Equal(202, (await host.Post($"/v2/shares/{Id(first)}/action", new { force_delete = (string?)null })).Status);
        await host.UntilGone($"/v2/shares/{Id(first)}", ApiHost.Admin);
        Assert.Single(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_at_once_is_compared_by_the_operation()
    {
        await host.MakeShare();
        var share = host.Dummy.Holds().Shares.Single();
        host.Dummy.Fail(DummyMethod.Find, DummyFailure.Parse("unclear*2"));
        var answer = await Manage(share.Name);
        Assert.Equal(200, answer.Status);
        await host.UntilStatus($"/v2/shares/{Id(answer)}", "share", "manage_error", ApiHost.Admin);
        Assert.Equal(share, host.Dummy.Holds().Shares.Single());
    }

    [Fact]
    public async Task What_the_first_release_took_over_is_recognized()
    {
        var id = await Managed("old");
        await host.Db.Transaction(tx => tx.Execute($"UPDATE share_instances SET object_identity = {null as string}"));
        host.Dummy.Mark(host.Dummy.Holds().Shares.Single().InstanceId, null);
        await RefusedAndUntouched("/path/to/fake/share/old");
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}")).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task What_another_deployment_has_marked_is_not_taken_and_what_it_let_go_of_is()
    {
        host.Dummy.Mark("old", new OwnershipMark("another", "dummy", "its-share", null, "its-instance"));
        await RefusedAndUntouched("old");
        host.Dummy.Mark("old", null);
        var id = await Managed("old");
        await Unmanaged(id);
        Assert.NotEqual(id, await Managed("old"));
    }

    [Fact]
    public async Task What_a_row_of_this_database_left_behind_may_be_taken_over_again()
    {
        var id = await Managed("old");
        var (instance, mark) = (host.Dummy.Holds().Shares.Single().InstanceId, host.Dummy.Holds().Shares.Single().Mark);
        await Unmanaged(id);
        host.Dummy.Mark(instance, OwnershipMark.Read(mark));
        await Managed("old");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("./{0}")]
    [InlineData("{0}/")]
    public async Task A_snapshot_is_not_made_a_second_one(string spelling)
    {
        var share = await host.MakeShare(size: 2);
        var taken = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share, name = "taken" } }, ApiHost.Member);
        await host.UntilStatus($"/v2/snapshots/{taken.Json.GetProperty("snapshot").GetProperty("id").GetString()}", "snapshot", "available", ApiHost.Admin);
        host.Dummy.LaySnapshot("laid", host.Dummy.Holds().Shares.Single().InstanceId);
        var laid = await ManageSnapshot(share, "laid");
        Assert.Equal(202, laid.Status);
        await host.UntilStatus($"/v2/snapshots/{laid.Json.GetProperty("snapshot").GetProperty("id").GetString()}", "snapshot", "available", ApiHost.Admin);
        foreach (var held in host.Dummy.Holds().Snapshots)
        {
            var before = (host.Dummy.Changes, await host.Db.Number($"SELECT COUNT(*) FROM snapshots"));
            Assert.Equal(409, (await ManageSnapshot(share, string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, held.Name))).Status);
            Assert.Equal(before, (host.Dummy.Changes, await host.Db.Number($"SELECT COUNT(*) FROM snapshots")));
        }
    }

    async Task RefusedAndUntouched(string path)
    {
        var before = (host.Dummy.Changes, Held(), await host.Db.Number($"SELECT COUNT(*) FROM shares"));
        var answer = await Manage(path);
        Assert.True(answer.Status == 409, $"\"{path}\": {answer.Status} {answer.Text}");
        Assert.Equal(before, (host.Dummy.Changes, Held(), await host.Db.Number($"SELECT COUNT(*) FROM shares")));
    }

    string Held() => JsonSerializer.Serialize(host.Dummy.Holds().Shares.OrderBy(s => s.InstanceId, StringComparer.Ordinal));

    async Task<string> Managed(string path)
    {
        var answer = await Manage(path);
        Assert.True(answer.Status == 200, answer.Text);
        await host.UntilStatus($"/v2/shares/{Id(answer)}", "share", "available", ApiHost.Admin);
        return Id(answer);
    }

    async Task Unmanaged(string id)
    {
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { unmanage = (string?)null })).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
    }

    Task<Answer> Manage(string path) => host.Post("/v2/shares/manage", new
    {
        share = new { protocol = "NFS", export_path = path, service_host = $"testhost@dummy#{Pool}", share_type = "plain" },
    });

    Task<Answer> ManageSnapshot(string share, string location) =>
        host.Post("/v2/snapshots/manage", new { snapshot = new { share_id = share, provider_location = location } });

    static string Spelled(string form, HeldShare share) => string.Format(
        System.Globalization.CultureInfo.InvariantCulture, form, share.Name, $"share_{share.ShareId}_{share.InstanceId}".Replace('-', '_'));

    static string AnySpelling(Random random, HeldShare share)
    {
        string[] addresses = ["", "", "10.0.0.10:", "10.0.0.10:2049:", "[2001:DB8::1]:", "[2001:db8:0:0:0:0:0:1]:6789:", "host:", "mon1,mon2:6789:"];
        string[] noise = ["/", "//", "/./", "/a/../", "/././"];
        string Noise() => noise[random.Next(noise.Length)];
        var name = share.MountPointName ?? $"share_{share.ShareId}_{share.InstanceId}".Replace('-', '_');
        var path = $"{Noise()}path{Noise()}to{Noise()}fake{Noise()}share{Noise()}{name}{(random.Next(2) == 0 ? "" : Noise())}";
        return addresses[random.Next(addresses.Length)] + path;
    }

    static string Id(Answer answer) => answer.Json.GetProperty("share").GetProperty("id").GetString()!;
}
