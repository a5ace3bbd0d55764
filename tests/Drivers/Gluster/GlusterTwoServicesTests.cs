using System.Text.Json;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>Two whole services that know nothing of each other, each with its own database, on one pool of volumes.</summary>
public sealed class GlusterTwoServicesTests
{
    const string NoRoom = "choosing a place: No storage could take the request. Another size, share type or availability zone may help.";

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_forty_shares_at_once_thirty_get_a_volume_each_and_ten_are_told_why_not()
    {
        await using var ground = await GlusterWholeGround.Make(GlusterWholeGround.Named(1, 30), quota: false, Ct);
        await using var one = await ServiceProcess.Start(ground.Setting.WithoutPasswords());
        await using var two = await ServiceProcess.Start(ground.Setting.WithoutPasswords());
        ServiceProcess[] services = [one, two];
        var callers = services.Select(service => new Caller(service, Storm.Project)).ToList();
        foreach (var service in services) await new Storm(service, most: 1, ground.Weather).Prepare();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Make(callers[number % 2])));
        var shares = new List<(int Service, JsonElement Share)>();
        var settled = await Deadline.Holds(
            async () =>
            {
                shares = [.. (await Task.WhenAll(callers.Select(Shares))).SelectMany((found, service) => found.Select(share => (service, share)))];
                return shares.TrueForAll(share => Status(share) != "creating");
            },
            Longest);
        Assert.True(settled, $"{one.LogTail}\n{two.LogTail}");

        var made = shares.Where(share => Status(share) == "available").ToList();
        var failed = shares.Where(share => Status(share) == "error").ToList();
        Assert.Equal((40, 30, 10), (shares.Count, made.Count, failed.Count));
        var locations = await Task.WhenAll(made.Select(share => Location(callers[share.Service], share.Share)));
        Assert.Equal(30, locations.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(30, (await ground.Held()).Shares.Count);
        foreach (var (service, share) in failed)
        {
            var id = share.GetProperty("id").GetString();
            var message = (await callers[service].Must(HttpMethod.Get, $"/messages?resource_id={id}")).GetProperty("messages").EnumerateArray().Single();
            // Found out by the scheduler, or by the driver when its pool was said to have room.
            Assert.Contains(message.GetProperty("user_message").GetString(), (string[])["choosing a place: No storage has enough free capacity.", NoRoom], StringComparer.Ordinal);
            if (message.GetProperty("user_message").GetString() == NoRoom) Assert.Contains("30 are in use", services[service].Log, StringComparison.Ordinal);
        }

        // What one gives back the other can have.
        var (giver, given) = made[0];
        await callers[giver].Must(HttpMethod.Delete, $"/shares/{given.GetProperty("id").GetString()}");
        Assert.True(await Deadline.Holds(async () => (await ground.Held()).Shares.Count == 29, Longest), services[giver].LogTail);
        var again = await Make(callers[1 - giver]);
        Assert.True(
            await Deadline.Holds(async () => (await Shares(callers[1 - giver])).Single(share => share.GetProperty("id").GetString() == again).GetProperty("status").GetString() == "available", Longest),
            services[1 - giver].LogTail);
    }

    static async Task<string> Make(Caller caller) =>
        (await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "GLUSTERFS", share_type = Storm.Project, size = 1 } })).GetProperty("share").GetProperty("id").GetString()!;

    static async Task<IReadOnlyList<JsonElement>> Shares(Caller caller) => [.. (await caller.Must(HttpMethod.Get, "/shares/detail")).GetProperty("shares").EnumerateArray()];

    static async Task<string> Location(Caller caller, JsonElement share) => (await caller.Must(HttpMethod.Get, $"/shares/{share.GetProperty("id").GetString()}/export_locations"))
        .GetProperty("export_locations").EnumerateArray().Single().GetProperty("path").GetString()!;

    static string Status((int Service, JsonElement Share) one) => one.Share.GetProperty("status").GetString()!;
}
