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

    static int Number(string percent) => int.Parse(percent.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture);
}
