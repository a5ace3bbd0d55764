using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Documents;

/// <summary>The units that the project brings are such as systemd takes, and start what the program has.</summary>
public sealed class UnitFileTests
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Units => [.. Directory.GetFiles(Path.Combine(DocumentedCommand.Root, "deploy/systemd"), "*.service").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Units))]
    public async Task A_unit_is_valid_and_starts_a_command_that_is_there(string name)
    {
        Assert.True(Tool.IsThere("systemd-analyze"), "A package is missing: apt-get install systemd");
        var text = await File.ReadAllLinesAsync(Path.Combine(DocumentedCommand.Root, "deploy/systemd", name), TestContext.Current.CancellationToken);
        var start = Assert.Single(text, line => line.StartsWith("ExecStart=", StringComparison.Ordinal)).Split('=', 2)[1].Split(' ');
        var help = await AbacaTool.Run([.. start[1..], "--help"]);
        Assert.Contains("--config-file", help.Succeeded(), StringComparison.Ordinal);

        // Not installed here: the program stands for the one that will be.
        var room = Directory.CreateTempSubdirectory("abaca-unit-");
        try
        {
            var unit = Path.Combine(room.FullName, name);
            await File.WriteAllLinesAsync(unit, text.Select(line => line.Replace(start[0], AbacaTool.Binary, StringComparison.Ordinal)), TestContext.Current.CancellationToken);
            var verified = await Tool.Run("systemd-analyze", ["verify", "--man=no", unit]);
            Assert.DoesNotContain(name, verified.Error + verified.Output, StringComparison.Ordinal);
            verified.Succeeded();
        }
        finally
        {
            room.Delete(recursive: true);
        }
    }
}
