using Abaca.Server.Data;
using Abaca.Server.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Notifications;

/// <summary>What is told of shares and share types while they live, and that nothing is written when nobody wants it.</summary>
public sealed class NotificationTests
{
    static readonly string[] Driver = ["default_share_type = plain", "[oslo_messaging_notifications]", "driver = noop", "driver = log"];

    [Fact]
    public async Task The_life_of_a_share_is_told_with_all_that_Manila_says()
    {
        var told = new RecordedNotifications();
        await using var host = await ApiHost.StartWith(builder => builder.Services.AddSingleton<INotificationChannel>(told), Driver);
        var type = await host.MakeType();
        var id = await host.MakeShare();
        await Act(host, id, new { extend = new { new_size = 3 } });
        await Act(host, id, new { shrink = new { new_size = 2 } });
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
        string[] life = ["create.start", "create.end", "extend.start", "extend.end", "shrink.start", "shrink.end", "delete.start", "delete.end"];
        await host.Until(() => told.Told.Count(one => one.ResourceId == id) == life.Length, "all is told");
        Assert.Equal(life.Select(what => $"share.{what}"), told.Told.Where(one => one.ResourceId == id).Select(one => one.EventType));

        var made = told.Of("share.create.end");
        Assert.Equal(("share.testhost", "INFO"), (made.GetProperty("publisher_id").GetString(), made.GetProperty("priority").GetString()));
        Assert.Equal(32, made.GetProperty("_unique_id").GetString()!.Length);
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$", made.GetProperty("timestamp").GetString());
        Assert.StartsWith("req-", made.GetProperty("_context_request_id").GetString(), StringComparison.Ordinal);
        Assert.Equal("b0000000000000000000000000000002", made.GetProperty("_context_project_id").GetString());
        var payload = made.GetProperty("payload");
        Assert.Equal(
            "availability_zone description host is_public name project_id proto share_group_id share_id share_type share_type_id size snapshot_id status user_id",
            string.Join(' ', payload.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal)));
        Assert.Equal((id, type, "plain", 1, "available", "member-user"), (
            payload.GetProperty("share_id").GetString(), payload.GetProperty("share_type_id").GetString(), payload.GetProperty("share_type").GetString(),
            payload.GetProperty("size").GetInt32(), payload.GetProperty("status").GetString(), payload.GetProperty("user_id").GetString()));
        Assert.StartsWith("testhost@dummy#", payload.GetProperty("host").GetString(), StringComparison.Ordinal);
        Assert.Equal(["member", "reader"], told.Of("share.delete.start").GetProperty("_context_roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(3, told.Of("share.extend.end").GetProperty("payload").GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task What_finds_no_pool_is_an_error_of_the_scheduler()
    {
        var told = new RecordedNotifications();
        await using var host = await ApiHost.StartWith(builder => builder.Services.AddSingleton<INotificationChannel>(told), [.. Driver.Take(1), "quota_gigabytes = -1", .. Driver.Skip(1)]);
        await host.MakeType();
        var kept = await host.MakeShare();
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1_000_000 } }, ApiHost.Member);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", "error", ApiHost.Member);
        Assert.Equal(202, (await host.Post($"/v2/shares/{kept}/action", new { extend = new { new_size = 1_000_000 } }, ApiHost.Member)).Status);
        await host.Until(() => told.Events.Contains("scheduler.extend_share"), "both are told");
        var error = told.Of("scheduler.create_share");
        Assert.Equal(("scheduler.testhost", "ERROR"), (error.GetProperty("publisher_id").GetString(), error.GetProperty("priority").GetString()));
        var payload = error.GetProperty("payload");
        Assert.Equal((id, "create_share", "error"), (
            payload.GetProperty("share_id").GetString(), payload.GetProperty("method").GetString(), payload.GetProperty("state").GetProperty("status").GetString()));
        Assert.Equal(1_000_000, payload.GetProperty("request_spec").GetProperty("share_properties").GetProperty("size").GetInt32());
        Assert.NotEmpty(payload.GetProperty("reason").GetString()!);
        Assert.DoesNotContain("share.extend.start", told.Events);
    }

    [Fact]
    public async Task Share_types_and_their_extra_specs_are_told_also_what_is_refused()
    {
        var told = new RecordedNotifications();
        await using var host = await ApiHost.StartWith(builder => builder.Services.AddSingleton<INotificationChannel>(told), Driver);
        var id = await host.MakeType("gold");
        await host.Post("/v2/types", new { share_type = new { name = "gold", extra_specs = new { driver_handles_share_servers = false } } });
        await host.Put($"/v2/types/{id}", new { share_type = new { name = "plain" } });
        await host.Post($"/v2/types/{id}/extra_specs", new { extra_specs = new { tier = "fast" } });
        await host.Put($"/v2/types/{id}/extra_specs/tier", new { tier = "slow" });
        await host.Delete($"/v2/types/{id}/extra_specs/tier");
        var share = await host.MakeShare();
        Assert.Equal(400, (await host.Delete($"/v2/types/{id}")).Status);
        await host.Delete($"/v2/shares/{share}", ApiHost.Member);
        await host.Until(async () => (await host.Delete($"/v2/types/{id}")).Status == 202, "it goes");
        await host.Until(() => told.Told.Any(one => one.EventType == "share_type.delete" && one.Priority == "info"), "all is told");
        Assert.Equal(
            ["share_type.create", "share_type.update", "share_type_extra_specs.create", "share_type_extra_specs.update", "share_type_extra_specs.delete", "share_type.delete", "share_type.delete"],
            told.Told.Where(one => one.ResourceId == id).Select(one => one.EventType).Take(7).Select(one => one));
        Assert.Contains(told.Told, one => one.EventType == "share_type.create" && one.Priority == "error" && one.Message.Contains("error_message", StringComparison.Ordinal));
        Assert.Equal("fast", told.Of("share_type_extra_specs.create").GetProperty("payload").GetProperty("specs").GetProperty("tier").GetString());
        Assert.Equal(("tier", id), (told.Of("share_type_extra_specs.delete").GetProperty("payload").GetProperty("id").GetString(), told.Of("share_type_extra_specs.delete").GetProperty("payload").GetProperty("type_id").GetString()));
        Assert.Equal("plain", told.Of("share_type.update").GetProperty("payload").GetProperty("share_types").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("driver = noop")]
    [InlineData("driver =")]
    public async Task Where_no_driver_wants_them_nothing_is_written(string line)
    {
        await using var host = await ApiHost.Start("default_share_type = plain", "[oslo_messaging_notifications]", line);
        await host.Db.SchemaChange(tx => tx.Execute(Sql.Raw("DROP TABLE outbox")));
        await host.MakeType();
        var id = await host.MakeShare();
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
        await host.Until(async () => (await host.Get($"/v2/shares/{id}")).Status == 404, "it goes");
    }

    static async Task Act(ApiHost host, string id, object action)
    {
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", action, ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available", ApiHost.Member);
    }
}
