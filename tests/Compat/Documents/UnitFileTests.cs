using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Documents;

/// <summary>The unit that the project brings is one that systemd takes, and starts what the program has.</summary>
public sealed class UnitFileTests
{
    [Fact]
    public async Task The_unit_is_valid_and_starts_a_command_that_is_there()
    {
        Assert.True(Tool.IsThere("systemd-analyze"), "A package is missing: apt-get install systemd");
        var text = await File.ReadAllLinesAsync(Path.Combine(DocumentedCommand.Root, "deploy/systemd/abaca.service"), TestContext.Current.CancellationToken);
        var start = Assert.Single(text, line => line.StartsWith("ExecStart=", StringComparison.Ordinal)).Split('=', 2)[1].Split(' ');
        var help = await AbacaTool.Run([.. start[1..], "--help"]);
        Assert.Contains("Runs the service", help.Succeeded(), StringComparison.Ordinal);

        // Not installed here: the program stands for the one that will be.
        var room = Directory.CreateTempSubdirectory("abaca-unit-");
        try
        {
            var unit = Path.Combine(room.FullName, "abaca.service");
            await File.WriteAllLinesAsync(unit, text.Select(line => line.Replace(start[0], AbacaTool.Binary, StringComparison.Ordinal)), TestContext.Current.CancellationToken);
            var verified = await Tool.Run("systemd-analyze", ["verify", "--man=no", unit]);
            Assert.DoesNotContain("abaca.service", verified.Error + verified.Output, StringComparison.Ordinal);
            verified.Succeeded();
        }
        finally
        {
            room.Delete(recursive: true);
        }
    }
}
