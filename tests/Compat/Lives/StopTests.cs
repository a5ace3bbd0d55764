using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>A service that is asked to stop: what it promised is done, and all it knows is in its one file.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task Work_that_takes_longer_than_a_moment_comes_to_its_end_before_the_service_does()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords().With("dummy_driver_delays = create:6"));
        var caller = new Caller(service, Storm.Project);
        var share = await Create(service, caller);
        Assert.True(await Deadline.Holds(async () => await Step(caller, share) == "make the share", TimeSpan.FromSeconds(20)), "the driver is not at work");

        await service.Stop(); // asserts exit status 0

        Assert.Contains(share, await File.ReadAllTextAsync(Path.Combine(service.BackendState, "held.json")), StringComparison.Ordinal);
        await service.Start();
        var shown = await caller.Must(HttpMethod.Get, $"/shares/{share}");
        Assert.Equal("available", shown.GetProperty("share").GetProperty("status").GetString());
    }

    [Fact]
    public async Task After_a_stop_the_database_is_one_file_and_a_copy_of_it_is_a_backup()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        var caller = new Caller(service, Storm.Project);
        var share = await Create(service, caller);
        await service.Stop();

        var database = Path.Combine(service.State, "abaca.sqlite");
        Assert.Equal([database], Directory.GetFiles(service.State, "abaca.sqlite*"));
        var kept = await File.ReadAllBytesAsync(database);
        await service.Start();
        await service.Stop();
        await File.WriteAllBytesAsync(database, kept);
        await service.Start();
        Assert.Equal(share, (await caller.Must(HttpMethod.Get, $"/shares/{share}")).GetProperty("share").GetProperty("id").GetString());
    }

    static async Task<string> Create(ServiceProcess service, Caller caller)
    {
        await new Storm(service, most: 1).Prepare();
        var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } });
        return made.GetProperty("share").GetProperty("id").GetString()!;
    }

    static async Task<string?> Step(Caller caller, string share)
    {
        var operations = await caller.Must(HttpMethod.Get, $"/operations?resource_id={share}");
        return operations.GetProperty("operations").EnumerateArray().Select(o => o.GetProperty("step").GetString()).FirstOrDefault();
    }
}
