using System.Runtime.CompilerServices;
using Xunit;

namespace Abaca.Tests.Unit.Policy;

/// <summary>Compares a text with a file beside the test; with ABACA_BLESS=1 in the environment the file is rewritten instead.</summary>
static class Golden
{
    public static void Matches(string name, string text, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "golden", name);
        if (Environment.GetEnvironmentVariable("ABACA_BLESS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }
        var blessed = File.Exists(path) ? File.ReadAllText(path) : "";
        if (blessed == text) return;
        var (old, now) = (blessed.Split('\n'), text.Split('\n'));
        var lost = old.Except(now).Select(line => "- " + line);
        var gained = now.Except(old).Select(line => "+ " + line);
        Assert.Fail($"{path} differs (ABACA_BLESS=1 rewrites it):\n{string.Join('\n', lost.Concat(gained).Take(40))}");
    }
}
