using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>A service with shares and snapshots of all sorts in three projects.</summary>
public sealed class ManyShares : IAsyncLifetime
{
    /// <summary>Names of the member's shares, oldest first; null: a share without a name.</summary>
    public static readonly IReadOnlyList<string?> Names =
        ["report 100%", "report_1", "reportX1", "Report", null, "ra!x", "räksmörgås 🦙", "twin", "twin", null, "last"];

    /// <summary>The service.</summary>
    public ApiHost Host { get; private set; } = null!;

    /// <summary>Ids of the member's shares, in the order of <see cref="Names"/>.</summary>
    public List<string> Shares { get; } = [];

    /// <summary>Ids of the snapshots of the first share, oldest first.</summary>
    public List<string> Snapshots { get; } = [];

    /// <summary>Id of the type of the member's shares with an odd number.</summary>
    public string OtherType { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Host = await ApiHost.Start("auth_strategy = embedded", "default_share_type = plain");
        await Host.MakeType();
        OtherType = await Host.MakeType("other");
        for (var i = 0; i < Names.Count; i++)
        {
            Shares.Add(await Make(ApiHost.Member, Names[i], size: 1 + (i % 3), i % 2 == 1 ? "other" : "plain", isPublic: false, i));
        }
        await Make(ApiHost.Stranger, "hidden", 1, "plain", isPublic: false, 0);
        await Make(ApiHost.Admin, "open to all", 1, "plain", isPublic: true, 0);
        foreach (var name in (string?[])["monday", "tues_day", null, "50%", "monday"])
        {
            var made = await Host.Post(
                "/v2/snapshots", new { snapshot = new { share_id = Shares[0], name, description = "of the week", metadata = new { day = name ?? "none" } } }, ApiHost.Member);
            Assert.True(made.Status == 202, made.Text);
            Snapshots.Add(made.Json.GetProperty("snapshot").GetProperty("id").GetString()!);
        }
        foreach (var id in Shares) await Host.UntilStatus($"/v2/shares/{id}", "share", "available");
        foreach (var id in Snapshots) await Host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();

    async Task<string> Make(string token, string? name, int size, string type, bool isPublic, int number)
    {
        var made = await Host.Post(
            "/v2/shares",
            new
            {
                share = new
                {
                    share_proto = "NFS", size, name, share_type = type, is_public = isPublic, description = $"number {number}",
                    metadata = new Dictionary<string, string> { ["parity"] = number % 2 == 0 ? "even" : "odd", ["o'clock"] = $"{number}" },
                },
            }, token);
        Assert.True(made.Status == 200, made.Text);
        return made.Json.GetProperty("share").GetProperty("id").GetString()!;
    }
}
