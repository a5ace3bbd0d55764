using System.Net;
using Abaca.Drivers.CephFs.Deployment;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>What <c>abaca config ganesha</c> writes; <c>deploy/ganesha</c> holds its answer for two machines.</summary>
public sealed class GaneshaDeploymentTests
{
    static readonly GaneshaDeployment Two = new(
        [new("a", IPAddress.Parse("192.0.2.11")), new("b", IPAddress.Parse("192.0.2.12"))], new(IPAddress.Parse("192.0.2.10"), 24));

    [Fact]
    public void The_example_for_two_machines_is_what_the_command_writes()
    {
        var root = Path.Combine(Root(), "deploy/ganesha");
        foreach (var file in GaneshaFiles.Files(Two))
            foreach (var machine in Two.Machines.Where(machine => file.Machine is null || file.Machine == machine.Name))
            {
                var path = Path.Combine(root, machine.Name, file.Path.TrimStart('/'));
                if (Environment.GetEnvironmentVariable("ABACA_BLESS") == "1") Lay(path, file);
                Assert.Equal(file.Content, File.ReadAllText(path));
            }
        var once = Path.Combine(root, "once.sh");
        var commands = string.Join('\n', GaneshaFiles.Commands(Two)) + "\n";
        if (Environment.GetEnvironmentVariable("ABACA_BLESS") == "1") File.WriteAllText(once, commands);
        Assert.Equal(commands, File.ReadAllText(once));
    }

    [Fact]
    public void Only_one_machine_has_the_highest_priority_and_none_takes_the_address_back()
    {
        var texts = GaneshaFiles.Files(Two).Where(file => file.Path.EndsWith("keepalived.conf", StringComparison.Ordinal)).Select(file => file.Content).ToList();
        Assert.Equal(2, texts.Count);
        Assert.All(texts, text => Assert.Contains("nopreempt", text, StringComparison.Ordinal));
        Assert.Single(texts, text => text.Contains("priority 200", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_of_several_addresses_prefers_another_machine_and_has_a_router_id_of_its_own()
    {
        var three = Two with
        {
            Machines = [.. Two.Machines, new("c", IPAddress.Parse("192.0.2.13"))], FurtherFloating = [new(IPAddress.Parse("192.0.2.20"), 24)],
        };
        var texts = GaneshaFiles.Files(three).Where(file => file.Path.EndsWith("keepalived.conf", StringComparison.Ordinal)).Select(file => file.Content).ToList();
        Assert.Equal(["200 198", "199 200", "198 199"], texts.Select(text => string.Join(' ', Values(text, "priority"))));
        Assert.All(texts, text => Assert.Equal(["51", "52"], Values(text, "virtual_router_id")));
        Assert.All(texts, text => Assert.DoesNotContain("nopreempt", text, StringComparison.Ordinal)); // or one machine keeps them all
    }

    [Fact]
    public void One_miss_of_the_check_does_not_move_an_address() =>
        Assert.All(GaneshaFiles.Files(Two).Where(file => file.Path.EndsWith("keepalived.conf", StringComparison.Ordinal)), file => Assert.Equal(["2"], Values(file.Content, "fall")));

    [Fact]
    public void Another_user_than_root_gets_sudo_rules_and_root_needs_none()
    {
        Assert.DoesNotContain(GaneshaFiles.Files(Two), file => file.Path.Contains("sudoers", StringComparison.Ordinal));
        var rules = Assert.Single(GaneshaFiles.Files(Two with { User = "abaca" }), file => file.Path.Contains("sudoers", StringComparison.Ordinal));
        Assert.DoesNotContain('.', Path.GetFileName(rules.Path)); // sudo reads no file with a dot
        Assert.All(rules.Content.TrimEnd().Split('\n'), line => Assert.True(line.StartsWith("abaca ALL=(root) NOPASSWD: /", StringComparison.Ordinal) || line == "Defaults:abaca !requiretty", line));
    }

    static IReadOnlyList<string> Values(string text, string word) =>
        [.. text.Split('\n').Select(line => line.Trim().Split(' ')).Where(words => words[0] == word).Select(words => words[^1])];

    [Fact]
    public void Without_a_floating_address_there_is_no_keepalived() =>
        Assert.DoesNotContain(GaneshaFiles.Files(Two with { Floating = null }), file => file.Path.Contains("keepalived", StringComparison.Ordinal));

    [Fact]
    public void A_ceph_conf_in_an_unusual_place_is_found_by_exports_that_come_over_the_bus()
    {
        static string Unit(GaneshaDeployment set) =>
            Assert.Single(GaneshaFiles.Files(set), file => file.Path.Contains("nfs-ganesha.service.d", StringComparison.Ordinal)).Content;
        Assert.DoesNotContain("CEPH_CONF", Unit(Two), StringComparison.Ordinal);
        Assert.Contains("\nEnvironment=CEPH_CONF=/srv/ceph.conf\n", Unit(Two with { CephConfig = "/srv/ceph.conf" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=192.0.2.11", true)]
    [InlineData("nfs-1=2001:db8::1", true)]
    [InlineData("a", false)]
    [InlineData("=192.0.2.11", false)]
    [InlineData("a b=192.0.2.11", false)]
    [InlineData("../a=192.0.2.11", false)]
    [InlineData("a=host", false)]
    public void A_machine_is_a_name_and_an_address(string text, bool makesSense) =>
        Assert.Equal(makesSense, GaneshaDeploymentText.Machine(text) is not null);

    [Theory]
    [InlineData("192.0.2.10/24", true)]
    [InlineData("2001:db8::10/64", true)]
    [InlineData("192.0.2.10", false)]
    [InlineData("192.0.2.10/33", false)]
    [InlineData("192.0.2.10/-1", false)]
    public void A_floating_address_has_a_prefix(string text, bool makesSense) =>
        Assert.Equal(makesSense, GaneshaDeploymentText.Floating(text) is not null);

    static void Lay(string path, DeployedFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file.Content);
        if (file.Executable) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Abaca.slnx"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
