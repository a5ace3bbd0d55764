using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Restore;

/// <summary>A pool that is not there, or another one, or read-only: named, never made anew, and used again without a restart.</summary>
public sealed class PoolTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Fact, Trait("Doctor finds", "PoolIdentityCheck")]
    public async Task A_disk_that_is_not_mounted_and_another_in_its_place_are_named_and_left_alone()
    {
        Requirements.ForLocal();
        await using var disk = await PoolDisk.Make("right", "wrong");
        await disk.Mount("right");
        await using var service = await ServiceProcess.Start(On(disk));
        var (caller, work) = (new Caller(service, Storm.Project), new Operator(service));
        await new Storm(service, most: 1).Prepare();
        var share = await Create(caller);
        await service.Stop();

        await disk.Unmount();
        await service.StartUntilItAnswers();
        Assert.True(await Deadline.Holds(async () => (await Reason(caller)).Contains($"is not at {disk.Place}", StringComparison.Ordinal), Soon), await Reason(caller));
        Assert.Contains($"is not at {disk.Place}", (await work.Run("doctor")).Failed(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Place));

        await disk.Mount("wrong");
        Assert.True(await Deadline.Holds(async () => await Reason(caller) is var said && said.Contains("is not at", StringComparison.Ordinal), Soon), await Reason(caller));
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Place));
        await disk.Unmount();

        await disk.Mount("right");
        Assert.True(await service.Says("is serving", Soon), service.LogTail);
        Assert.Equal("available", await Status(caller, share));
        Assert.Equal("up", await State(caller));
    }

    [Fact]
    public async Task Another_pool_is_taken_when_the_operator_says_so_and_one_of_another_deployment_names_it()
    {
        Requirements.ForLocal();
        await using var disk = await PoolDisk.Make("right", "wrong");
        await disk.Mount("right");
        await using (var service = await ServiceProcess.Start(On(disk))) await service.Stop();
        await using var other = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        await other.Stop();
        var configuration = new Operator(other).Configuration;
        await File.WriteAllLinesAsync(configuration, (await File.ReadAllLinesAsync(configuration))
            .Select(line => line.Replace("dummy", "local", StringComparison.Ordinal)).Where(line => !line.StartsWith("local_state_file", StringComparison.Ordinal))
            .Append($"local_pool_path = {disk.Place}"));
        await other.StartUntilItAnswers();
        var caller = new Caller(other, Storm.Project);
        Assert.True(await Deadline.Holds(async () => (await Reason(caller)).Contains("is the pool of deployment", StringComparison.Ordinal), Soon), await Reason(caller));
        var said = await Reason(caller);
        (await new Operator(other).Run(said[said.LastIndexOf("backend adopt", StringComparison.Ordinal)..].Split(' '))).Succeeded();
        Assert.True(await other.Says("is serving", Soon), other.LogTail);
        await other.Stop();
        await other.Start();
    }

    [Fact]
    public async Task A_pool_that_has_become_read_only_takes_no_work_until_it_can_be_written_again()
    {
        Requirements.ForLocal();
        await using var disk = await PoolDisk.Make("right");
        await disk.Mount("right");
        await using var service = await ServiceProcess.Start(On(disk) with { Default = ["auth_strategy = noauth", "report_interval = 2"] });
        var caller = new Caller(service, Storm.Project);
        await new Storm(service, most: 1).Prepare();
        await Create(caller);
        await disk.Remount("ro");
        Assert.True(await Deadline.Holds(async () => await State(caller) == "down" && (await Reason(caller)).Contains("read-only", StringComparison.Ordinal), Soon), await Reason(caller));
        await disk.Remount("rw");
        Assert.True(await Deadline.Holds(async () => await State(caller) == "up", Soon), await Reason(caller));
        await Create(caller);
        await service.Stop();
    }

    static ServiceSetting On(PoolDisk disk) => new("local", ["auth_strategy = noauth"], [$"local_pool_path = {disk.Place}"]);

    static async Task<System.Text.Json.JsonElement> Service(Caller caller) => (await caller.Must(HttpMethod.Get, "/services")).GetProperty("services").EnumerateArray()
        .FirstOrDefault(one => one.GetProperty("binary").GetString() == "manila-share" && one.GetProperty("host").GetString()!.EndsWith("@local", StringComparison.Ordinal));

    static async Task<string> Reason(Caller caller) =>
        await Service(caller) is { ValueKind: System.Text.Json.JsonValueKind.Object } found && found.TryGetProperty("disabled_reason", out var reason) ? reason.GetString() ?? "" : "";

    static async Task<string> State(Caller caller) => await Service(caller) is { ValueKind: System.Text.Json.JsonValueKind.Object } found ? found.GetProperty("state").GetString()! : "";

    static async Task<string?> Status(Caller caller, string share) =>
        (await caller.Must(HttpMethod.Get, $"/shares/{share}")).GetProperty("share").GetProperty("status").GetString();

    static async Task<string> Create(Caller caller)
    {
        var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } });
        var id = made.GetProperty("share").GetProperty("id").GetString()!;
        Assert.True(await Deadline.Holds(async () => await Status(caller, id) == "available", TimeSpan.FromSeconds(60)), await Status(caller, id));
        return id;
    }
}
