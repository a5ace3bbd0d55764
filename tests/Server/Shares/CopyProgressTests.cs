using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>While the backend copies, the share from a snapshot says how far it is.</summary>
public sealed class CopyProgressTests
{
    [Fact]
    public async Task A_share_from_a_snapshot_shows_how_far_its_copy_is()
    {
        await using var host = await ApiHost.Start("[dummy]", "dummy_clone_seconds = 4");
        await host.MakeType();
        var share = await host.MakeShare();
        var snapshot = (await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member)).Json.GetProperty("snapshot").GetProperty("id").GetString();
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, snapshot_id = snapshot } }, ApiHost.Member);
        var path = $"/v2/shares/{made.Json.GetProperty("share").GetProperty("id").GetString()}";

        var seen = new List<string>();
        await host.Until(
            async () =>
            {
                var now = (await host.Get(path, ApiHost.Member, "2.54")).Json.GetProperty("share");
                if (now.GetProperty("progress").GetString() is { Length: > 0 } percent && percent != seen.LastOrDefault()) seen.Add(percent);
                return now.GetProperty("status").GetString() == "available";
            }, "the copy is whole");
        Assert.Equal("0%", seen[0]);
        Assert.Equal("100%", seen[^1]);
        Assert.Contains(seen, percent => percent is not ("0%" or "100%"));
        Assert.Equal(seen.Select(Number).Order(), seen.Select(Number));
    }

    [Fact]
    public async Task Shares_that_are_copied_with_their_group_are_where_the_backend_made_them()
    {
        await using var host = await ApiHost.Start("default_share_type = plain", "default_share_group_type = together", "[dummy]", "dummy_clone_seconds = 2");
        await host.MakeType();
        await Made(host, "share-group-types", "share_group_type", new { name = "together", share_types = new[] { "plain" } }, ApiHost.Admin);
        var group = await Available(host, "share-groups", "share_group", new { name = "one" });
        foreach (var size in (int[])[1, 2]) await Available(host, "shares", "share", new { share_proto = "NFS", size, share_group_id = group });
        var snapshot = await Available(host, "share-group-snapshots", "share_group_snapshot", new { share_group_id = group });
        var copy = await Available(host, "share-groups", "share_group", new { source_share_group_snapshot_id = snapshot });

        var shares = (await host.Get($"/v2/shares?share_group_id={copy}", ApiHost.Member)).Json.GetProperty("shares").EnumerateArray().Select(s => s.GetProperty("id").GetString()!).ToList();
        Assert.Equal(2, shares.Count);
        foreach (var share in shares)
        {
            var instance = (await host.Get($"/v2/shares/{share}/instances")).Json.GetProperty("share_instances")[0].GetProperty("id").GetString();
            var place = $"/path/to/fake/share/share_{share}_{instance}".Replace('-', '_');
            var locations = (await host.Get($"/v2/shares/{share}/export_locations", ApiHost.Member)).Json.GetProperty("export_locations").EnumerateArray();
            Assert.Equal([$"10.0.0.10:{place}", $"10.0.0.20:{place}"], locations.Select(l => l.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
        }
    }

    static async Task<string> Available(ApiHost host, string collection, string envelope, object asked)
    {
        var id = await Made(host, collection, envelope, asked);
        await host.UntilStatus($"/v2/{collection}/{id}", envelope, "available");
        return id;
    }

    static async Task<string> Made(ApiHost host, string collection, string envelope, object asked, string token = ApiHost.Member)
    {
        var made = await host.Post($"/v2/{collection}", new Dictionary<string, object> { [envelope] = asked }, token);
        Assert.True(made.Status is 200 or 202, made.Text);
        return made.Json.GetProperty(envelope).GetProperty("id").GetString()!;
    }

    static int Number(string percent) => int.Parse(percent.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture);
}
