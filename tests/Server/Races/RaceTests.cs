using Abaca.Server.Ledgers;
using Xunit;

namespace Abaca.Tests.Server.Races;

/// <summary>
/// Two requests that both have read what they go by before either writes: on a database server in two processes. Whatever they do, one after the other
/// would have done the same, quotas and pools' room are what the rows say, and nobody is answered 500.
/// </summary>
public sealed class RaceTests : IAsyncLifetime
{
    const string Project = "b0000000000000000000000000000002";

    readonly Meeting meeting = new();
    ApiHost here = null!, there = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        here = await ApiHost.StartWith(meeting.Guard, "[dummy]", "dummy_pools = small:40");
        there = await here.Beside(meeting.Guard);
        await here.MakeType();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (there != here) await there.DisposeAsync();
        await here.DisposeAsync();
    }

    [Fact]
    public async Task The_first_shares_of_a_project_are_all_counted()
    {
        meeting.Of("CreateShare", "CreateShare");
        await Both(AskForShare(here), AskForShare(there), answers => Assert.Equal([200, 200], answers));
        Assert.Equal(2, await InUse("shares"));
    }

    [Fact]
    public async Task The_last_share_of_a_quota_goes_to_one_and_the_other_is_told_the_truth()
    {
        Assert.Equal(200, (await here.Put($"/v2/quota-sets/{Project}", new { quota_set = new { shares = 1 } })).Status);
        meeting.Of("CreateShare", "CreateShare");
        var asked = await Both(AskForShare(here), AskForShare(there), answers => Assert.Equal([200, 413], answers));
        Assert.Contains("exceed", asked.Single(answer => answer.Status == 413).Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await InUse("shares"));
    }

    [Fact]
    public async Task A_pool_is_given_out_once()
    {
        // 40 GiB: of ten shares of 10 GiB that are asked for at once in two processes, four find room.
        Assert.Equal(200, (await here.Put($"/v2/quota-sets/{Project}", new { quota_set = new { gigabytes = -1 } })).Status);
        var asked = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => AskForShare(i % 2 == 0 ? here : there, size: 10)));
        Assert.All(asked, answer => Assert.Equal(200, answer.Status));
        var ended = new List<string>();
        foreach (var share in asked.Select(Id))
        {
            await here.Until(async () => await Status($"/v2/shares/{share}", "share") is "available" or "error", $"{share} has come to an end");
            ended.Add((await Status($"/v2/shares/{share}", "share"))!);
        }
        Assert.Equal(4, ended.Count(status => status == "available"));
        await BooksAgree();
    }

    [Fact]
    public async Task A_share_that_is_being_deleted_gets_no_snapshot()
    {
        var share = await here.MakeShare();
        meeting.Of("CreateSnapshot", "DeleteShare");
        var answers = await Task.WhenAll(
            here.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member), there.Delete($"/v2/shares/{share}", ApiHost.Member));
        Assert.Equal(1, meeting.Times);
        Assert.Single(answers, answer => answer.Status == 202);
        Assert.Single(answers, answer => answer.Status is 403 or 404 or 409 or 400);
        if (answers[1].Status == 202) await here.UntilGone($"/v2/shares/{share}");
        else await here.UntilStatus($"/v2/snapshots/{Id(answers[0])}", "snapshot", "available");
        await BooksAgree();
    }

    [Fact]
    public async Task A_rule_is_made_once_and_denied_for_good()
    {
        var share = await here.MakeShare();
        object rule = new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", access_level = "rw" } };
        meeting.Of("AllowAccess", "AllowAccess");
        var asked = await Both(Act(here, share, rule), Act(there, share, rule), answers => Assert.Equal([200, 400], answers));
        var made = asked.Single(answer => answer.Status == 200).Json.GetProperty("access").GetProperty("id").GetString();
        await here.Until(async () => await Rules(share) == "active", "the rule is active");

        object deny = new { deny_access = new { access_id = made } };
        meeting.Of("DenyAccess", "DenyAccess");
        await Both(Act(here, share, deny), Act(there, share, deny), answers => Assert.All(answers, status => Assert.True(status is 202 or 404, $"{status}")));
        await here.Until(async () => await Rules(share) == "", "the rule is gone");
    }

    [Fact]
    public async Task A_share_is_extended_by_one_after_the_other()
    {
        var share = await here.MakeShare();
        meeting.Of("ResizeShare", "ResizeShare");
        // The second is refused while the first is at work, and taken afterwards: the greatest size that was accepted is the share's.
        var answers = await Both(
            Act(here, share, new { extend = new { new_size = 2 } }), Act(there, share, new { extend = new { new_size = 3 } }),
            statuses => Assert.All(statuses, status => Assert.True(status is 202 or 400 or 409, $"{status}")));
        await here.UntilStatus($"/v2/shares/{share}", "share", "available");
        var size = (await here.Get($"/v2/shares/{share}")).Json.GetProperty("share").GetProperty("size").GetInt32();
        Assert.Equal(answers[1].Status == 202 ? 3 : 2, size);
        await BooksAgree();
    }

    [Fact]
    public async Task A_share_that_is_deleted_by_force_while_it_is_being_made_leaves_nothing()
    {
        for (var time = 0; time < 10; time++)
        {
            var share = Id(await AskForShare(here));
            Assert.Equal(202, (await there.Post($"/v2/shares/{share}/action", new { force_delete = new { } })).Status);
            await here.UntilGone($"/v2/shares/{share}");
        }
        Assert.Equal(0, await InUse("shares"));
        await BooksAgree();
    }

    [Fact]
    public async Task A_type_that_a_share_is_made_of_is_not_deleted()
    {
        var type = await here.MakeType("passing");
        meeting.Of("CreateShare", "DeleteShareType");
        var answers = await Task.WhenAll(AskForShare(here, type: "passing"), there.Delete($"/v2/types/{type}"));
        Assert.Equal(1, meeting.Times);
        Assert.DoesNotContain(answers, answer => answer.Status >= 500);
        Assert.True(answers[0].Status == 200 ^ answers[1].Status == 202, $"{answers[0].Status} {answers[1].Status}");
    }

    [Fact]
    public async Task A_type_that_a_group_type_names_is_not_deleted()
    {
        var type = await here.MakeType("passing");
        meeting.Of("ShareGroupTypes", "DeleteShareType");
        var answers = await Task.WhenAll(
            here.Send(HttpMethod.Post, "/v2/share-group-types", ApiHost.Admin, new { share_group_type = new { name = "together", share_types = new[] { type } } }),
            there.Delete($"/v2/types/{type}"));
        Assert.Equal(1, meeting.Times);
        Assert.DoesNotContain(answers, answer => answer.Status >= 500);
        Assert.True(answers[0].Status == 200 ^ answers[1].Status == 202, $"{answers[0].Status} {answers[1].Status}");
    }

    async Task<IReadOnlyList<Answer>> Both(Task<Answer> one, Task<Answer> other, Action<IReadOnlyList<int>> ended)
    {
        var answers = await Task.WhenAll(one, other);
        Assert.Equal(1, meeting.Times);
        ended([.. answers.Select(answer => answer.Status).Order()]);
        meeting.Of();
        await BooksAgree();
        return answers;
    }

    static Task<Answer> AskForShare(ApiHost at, int size = 1, string type = "plain") =>
        at.Post("/v2/shares", new { share = new { share_proto = "NFS", size, share_type = type } }, ApiHost.Member);

    static Task<Answer> Act(ApiHost at, string share, object action) => at.Post($"/v2/shares/{share}/action", action, ApiHost.Member);

    static string Id(Answer made) => made.Json.EnumerateObject().Single().Value.GetProperty("id").GetString()!;

    async Task<string?> Status(string path, string envelope) => (await here.Get(path)).Json.GetProperty(envelope).GetProperty("status").GetString();

    async Task<string> Rules(string share) => string.Join(' ', (await here.Get($"/v2/share-access-rules?share_id={share}", ApiHost.Member)).Json
        .GetProperty("access_list").EnumerateArray().Select(rule => rule.GetProperty("state").GetString()));

    async Task<int> InUse(string resource) =>
        (await here.Get($"/v2/quota-sets/{Project}/detail")).Json.GetProperty("quota_set").GetProperty(resource).GetProperty("in_use").GetInt32();

    async Task BooksAgree() => Assert.Empty(await new LedgerAudit(here.Db).Compare());
}
