using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Doctor;

/// <summary>A disk that runs full under the state directory is found before anything fails.</summary>
public sealed class FullDiskTests
{
    [Theory, Trait("Doctor finds", "DiskSpaceCheck")]
    [InlineData(40, "problem", "Make room: without it nothing can be written")]
    [InlineData(500, "warning", "Make room before it runs out")]
    public async Task Little_room_is_told_with_what_follows(int mib, string health, string remedy)
    {
        var room = Directory.CreateTempSubdirectory("abaca-full-").FullName;
        (await Tool.Run("mount", ["-t", "tmpfs", "-o", $"size={mib}m", "tmpfs", room], new Dictionary<string, string>())).Succeeded();
        try
        {
            var config = Path.Combine(room, "manila.conf");
            await File.WriteAllLinesAsync(config,
            [
                "[DEFAULT]", "host = node", $"state_path = {room}", "abaca_listen = 127.9.8.7", "enabled_share_backends = dummy", "[dummy]", "share_driver = abaca.dummy", "driver_handles_share_servers = False",
            ], TestContext.Current.CancellationToken);
            var told = await AbacaTool.Run(["doctor", "--config-file", config, "--format", "json"]);
            var found = System.Text.Json.JsonDocument.Parse(told.Output).RootElement.EnumerateArray().Single(one => one.GetProperty("check").GetString() == "disk space");
            Assert.Equal(health, found.GetProperty("health").GetString());
            Assert.Contains(remedy, found.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            (await Tool.Run("umount", [room], new Dictionary<string, string>())).Succeeded();
            Directory.Delete(room);
        }
    }
}
