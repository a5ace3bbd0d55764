using System.Globalization;
using System.Text.RegularExpressions;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>Only what the documentation names decides what the service does: not where it is started, nor what lies there.</summary>
public sealed partial class SurroundingsTests
{
    [Fact]
    public async Task Files_and_variables_that_the_documentation_does_not_name_open_no_address()
    {
        var place = Directory.CreateTempSubdirectory("abaca-place-");
        try
        {
            const string OpenToAll = """{"Kestrel":{"Endpoints":{"X":{"Url":"http://0.0.0.0:18786"}}},"urls":"http://0.0.0.0:18787","Logging":{"LogLevel":{"Default":"Trace"}}}""";
            foreach (var name in (string[])["appsettings.json", "appsettings.Production.json", "hostsettings.json", "abaca.settings.json"])
                await File.WriteAllTextAsync(Path.Combine(place.FullName, name), OpenToAll);
            var environment = new Dictionary<string, string>
            {
                ["Kestrel__Endpoints__X__Url"] = "http://0.0.0.0:18788",
                ["ASPNETCORE_Kestrel__Endpoints__X__Url"] = "http://0.0.0.0:18789",
                ["ASPNETCORE_URLS"] = "http://0.0.0.0:18790",
                ["DOTNET_URLS"] = "http://0.0.0.0:18791",
                ["URLS"] = "http://0.0.0.0:18792",
                ["ASPNETCORE_HTTP_PORTS"] = "18793",
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
            };
            await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.StartedIn(place.FullName, environment));

            Assert.Equal([$"{service.Url.Host}:{service.Url.Port}"], await Listening(service.Id));
            Assert.Equal(0, Watches(service.Id));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Started_at_the_root_of_the_machine_it_watches_nothing()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.StartedIn("/", new Dictionary<string, string>()));
        Assert.Equal(0, Watches(service.Id));
    }

    /// <summary>Addresses on which the process listens, as ss names them.</summary>
    static async Task<IReadOnlyList<string>> Listening(int process)
    {
        var all = await Tool.Run("ss", ["--listening", "--tcp", "--numeric", "--processes", "--no-header"]);
        return [.. all.Output.Split('\n').Where(line => line.Contains($"pid={process},", StringComparison.Ordinal)).Select(line => Blanks().Split(line)[3])];
    }

    /// <summary>How many files and directories the process has the kernel watch.</summary>
    static int Watches(int process)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        return Directory.EnumerateFiles($"{place}/fd").Where(fd => new FileInfo(fd).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true)
            .Sum(fd => File.ReadLines($"{place}/fdinfo/{Path.GetFileName(fd)}").Count(line => line.StartsWith("inotify wd:", StringComparison.Ordinal)));
    }

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
