using System.Runtime.CompilerServices;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>Text that was looked at and found right; ABACA_BLESS=1 (./do bless) writes it anew.</summary>
static class GoldenFile
{
    /// <summary>Compares with the file beside the calling test, or writes it.</summary>
    public static void Check(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, name);
        if (Environment.GetEnvironmentVariable("ABACA_BLESS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        Assert.True(File.Exists(path), $"{name} is missing: ./do bless writes it.");
        var (expected, found) = (File.ReadAllText(path).Split('\n'), actual.Split('\n'));
        for (var i = 0; i < Math.Max(expected.Length, found.Length); i++)
        {
            var (old, now) = (expected.ElementAtOrDefault(i), found.ElementAtOrDefault(i));
            Assert.True(old == now, $"{name}:{i + 1} differs (./do bless accepts the change)\nwas: {old}\nnow: {now}");
        }
    }

    /// <summary>Names of the files in a folder beside the calling test, without what follows the last dot.</summary>
    public static IEnumerable<string> Names(string folder, [CallerFilePath] string caller = "") =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(caller)!, folder)).Select(file => Path.GetFileNameWithoutExtension(file));
}
