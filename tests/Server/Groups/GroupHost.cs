using System.Text.Json;
using Xunit;

namespace Abaca.Tests.Server.Groups;

/// <summary>A running service with a share type, a group type and what tests of groups do again and again.</summary>
public sealed class GroupHost : IAsyncLifetime
{
    /// <summary>Project of <see cref="ApiHost.Member"/>.</summary>
    public const string Project = "b0000000000000000000000000000002";

    /// <summary>The service.</summary>
    public ApiHost Host { get; private set; } = null!;

    /// <summary>The share type <c>plain</c>.</summary>
    public string Type { get; private set; } = "";

    /// <summary>The default group type, for <c>plain</c> alone.</summary>
    public string GroupType { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Host = await ApiHost.Start("default_share_type = plain", "default_share_group_type = together");
        Type = await Host.MakeType();
        GroupType = await Made("/v2/share-group-types", new { share_group_type = new { name = "together", share_types = new[] { "plain" } } }, ApiHost.Admin);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>POSTs and answers with the new thing's id.</summary>
    public async Task<string> Made(string path, object body, string token = ApiHost.Member)
    {
        var made = await Host.Post(path, body, token);
        Assert.True(made.Status is 200 or 202, made.Text);
        return made.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }

    /// <summary>A group that is available.</summary>
    public async Task<string> Group(string name = "together")
    {
        var id = await Made("/v2/share-groups", new { share_group = new { name } });
        await Host.UntilStatus($"/v2/share-groups/{id}", "share_group", "available");
        return id;
    }

    /// <summary>A share in a group that is available.</summary>
    public async Task<string> ShareIn(string group, int size = 1)
    {
        var id = await Made("/v2/shares", new { share = new { share_proto = "NFS", size, share_group_id = group } });
        await Host.UntilStatus($"/v2/shares/{id}", "share", "available");
        return id;
    }

    /// <summary>A group snapshot that is available.</summary>
    public async Task<string> Snapshot(string group)
    {
        var id = await Made("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = group, name = "monday" } });
        await Host.UntilStatus($"/v2/share-group-snapshots/{id}", "share_group_snapshot", "available");
        return id;
    }

    /// <summary>What a GET shows under an envelope.</summary>
    public async Task<JsonElement> Shown(string path, string envelope, string token = ApiHost.Member)
    {
        var answer = await Host.Get($"/v2/{path}", token);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json.GetProperty(envelope);
    }

    /// <summary>What the detailed quotas say is in use.</summary>
    public async Task<int> InUse(string resource) =>
        (await Shown($"quota-sets/{Project}/detail", "quota_set")).GetProperty(resource).GetProperty("in_use").GetInt32();

    /// <summary>Ids in a list.</summary>
    public async Task<List<string>> Ids(string path, string list, string token = ApiHost.Member) =>
        [.. (await Shown(path, list, token)).EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];
}
