using Abaca.Tests.Compat.Documents;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Package;

/// <summary>The Debian package in a fresh Debian: installed, upgraded, purged; and the examples it brings, read by the programs that they are for.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task It_is_installed_upgraded_and_purged_and_settings_and_data_stay()
    {
        await using var root = await FreshRoot.Make();
        var before = await root.Files();

        var installed = (await root.Run("dpkg", "-i", await root.Package("0.1.0"))).Succeeded();
        Assert.Contains("systemctl enable --now abaca", installed, StringComparison.Ordinal);
        Assert.Contains("abaca", (await root.Run("abaca", "--version")).Succeeded() + (await root.Run("abaca", "--help")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal("root:abaca 640", (await root.Run("stat", "-c", "%U:%G %a", "/etc/abaca/abaca.conf")).Succeeded().Trim());
        (await root.Run("abaca", "config", "check")).Succeeded();
        // The API and the scheduler read it without being root; nobody else does.
        (await root.Run("setpriv", "--reuid=abaca", "--regid=abaca", "--clear-groups", "test", "-r", "/etc/abaca/abaca.conf")).Succeeded();
        Assert.NotEqual(0, (await root.Run("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "cat", "/etc/abaca/abaca.conf")).Code);

        await File.AppendAllTextAsync($"{root.Path}/etc/abaca/abaca.conf", "\n[quota]\nshares = 7\n");
        Directory.CreateDirectory($"{root.Path}/var/lib/abaca");
        await File.WriteAllTextAsync($"{root.Path}/var/lib/abaca/kept", "data");
        (await root.Run("dpkg", "-i", await root.Package("0.1.1"))).Succeeded();
        Assert.Contains("shares = 7", await File.ReadAllTextAsync($"{root.Path}/etc/abaca/abaca.conf"), StringComparison.Ordinal);
        Assert.Equal("root:abaca 640", (await root.Run("stat", "-c", "%U:%G %a", "/etc/abaca/abaca.conf")).Succeeded().Trim());
        Assert.Equal("0.1.1", (await root.Run("dpkg-query", "-W", "-f", "${Version}", "abaca")).Succeeded());

        (await root.Run("dpkg", "--remove", "abaca")).Succeeded();
        Assert.True(File.Exists($"{root.Path}/etc/abaca/abaca.conf"));
        var purged = (await root.Run("dpkg", "--purge", "abaca")).Succeeded();
        Assert.Contains("/var/lib/abaca stays", purged, StringComparison.Ordinal);
        Assert.Equal("data", await File.ReadAllTextAsync($"{root.Path}/var/lib/abaca/kept"));
        Assert.Equal(
            ["/var/lib/abaca", "/var/lib/abaca/kept"],
            (await root.Files()).Except(before).Where(file => file is not ("/etc/passwd-" or "/etc/group-" or "/etc/shadow-" or "/etc/gshadow-" or "/var/log/dpkg.log") && file.Length > 0).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Haproxy_takes_its_example() => await Takes("haproxy", "-c", "-f", "deploy/haproxy/haproxy.cfg");

    [Fact]
    public async Task Keepalived_takes_its_example()
    {
        var said = await Run("keepalived", "--config-test", "-f", "deploy/keepalived/keepalived.conf");
        // Debian's 2.2.7 ends its own processes after a good configuration, itself among them, and says nothing; 5 is one with faults, which it names.
        Assert.Equal(("", true), (said.Output + said.Error, said.Code is 0 or 143));
    }

    static async Task Takes(params string[] command)
    {
        var said = await Run(command);
        said.Succeeded();
        Assert.DoesNotContain("warning", said.Error.ToLowerInvariant(), StringComparison.Ordinal);
    }

    static Task<ToolRun> Run(params string[] command)
    {
        Assert.True(Tool.IsThere(command[0]), $"A package is missing: apt-get install {command[0]}");
        var there = new Dictionary<string, string> { ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin" };
        return Tool.Run("env", ["-C", DocumentedCommand.Root, .. command], there);
    }
}
