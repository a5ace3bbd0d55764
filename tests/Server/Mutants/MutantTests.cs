using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Abaca.Tests.Server.Mutants;

/// <summary>
/// Proves that the tables of authorization see each question whose a resource is: a copy of the sources is built in which each can be left out
/// (<see cref="Mutation"/>), and there <see cref="MutatedTable"/> leaves out one after the other. Takes some minutes: ./do test mutants.
/// </summary>
public sealed class MutantTests
{
    static readonly string[] Copied =
        ["src", "tests/Server", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "global.json", ".editorconfig", "Abaca.slnx"];

    [Fact(Explicit = true)]
    public async Task The_tables_of_authorization_see_each_question_that_is_left_out()
    {
        var copy = Directory.CreateTempSubdirectory("abaca-mutants-").FullName;
        try
        {
            foreach (var name in Copied) Copy(Path.Combine(Root(), name), Path.Combine(copy, name));
            var places = Mutation.Write(copy);
            Assert.True(places.Count > 50, $"only {places.Count} questions were found in the sources");
            var list = Path.Combine(copy, "mutants.txt");
            await File.WriteAllLinesAsync(list, places);
            await Run(copy, list, "build", "tests/Server/Server.csproj", "-c", "Release", "-v", "q", "-clp:ErrorsOnly", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false");
            await Run(
                copy, list, "tests/Server/bin/Release/net10.0/Abaca.Tests.Server.dll", "-noLogo", "-noColor", "-explicit", "only", "-showLiveOutput",
                "-class", typeof(MutatedTable).FullName!);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    static async Task Run(string directory, string list, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, Environment = { ["ABACA_MUTANTS"] = list } };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }

    static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }
        if (!Directory.Exists(from)) return;
        foreach (var file in Directory.EnumerateFiles(from)) Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var directory in Directory.EnumerateDirectories(from).Where(d => Path.GetFileName(d) is not ("bin" or "obj"))) Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
    }

    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
