using System.Runtime.InteropServices;
using Xunit;

namespace Abaca.Tests.Compat.Service;

/// <summary>The <c>abaca</c> program under test. ABACA_BINARY names another one.</summary>
static class AbacaTool
{
    /// <summary>Its path.</summary>
    public static string Binary
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("ABACA_BINARY");
            var binary = named is { Length: > 0 } ? Path.GetFullPath(named) : Path.Combine(AppContext.BaseDirectory, "abaca");
            Assert.True(File.Exists(binary), $"{binary} is missing: build Abaca.slnx.");
            return binary;
        }
    }

    /// <summary>Where its runtime is: what a program needs to know that starts it.</summary>
    public static string DotnetRoot =>
        Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    /// <summary>Runs it to its end.</summary>
    public static Task<ToolRun> Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var all = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["DOTNET_ROOT"] = DotnetRoot };
        return Tool.Run(Binary, arguments, all);
    }
}
