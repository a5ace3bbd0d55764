using System.Diagnostics;
using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Unit.Operations;

public sealed class ProcessOwnerTests
{
    readonly ProcessOwner me = ProcessOwner.On("machine");

    string[] Parts => me.Text.Split('/');

    [Fact]
    public void A_name_has_host_boot_namespace_pid_and_start()
    {
        Assert.Equal(5, Parts.Length);
        Assert.Equal(Environment.ProcessId.ToString(), Parts[3]);
        Assert.All(Parts, part => Assert.NotEmpty(part));
        Assert.True(me.Text.Length <= 255);
    }

    [Fact]
    public void One_is_never_gone_oneself()
    {
        Assert.False(me.KnowsToBeGone(me.Text));
        Assert.False(me.KnowsToBeGone(ProcessOwner.On("machine").Text));
    }

    [Fact]
    public void A_process_of_an_earlier_boot_is_gone() => Assert.True(me.KnowsToBeGone(With(1, "another-boot")));

    [Fact]
    public void A_pid_that_now_belongs_to_a_later_process_is_gone() => Assert.True(me.KnowsToBeGone(With(4, "1")));

    [Fact]
    public void A_process_that_runs_is_not_gone_and_one_that_has_ended_is()
    {
        using var other = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        var stat = File.ReadAllText($"/proc/{other.Id}/stat");
        var name = string.Join('/', Parts[0], Parts[1], Parts[2], other.Id, stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[19]);
        Assert.False(me.KnowsToBeGone(name));
        other.Kill();
        other.WaitForExit();
        Assert.True(me.KnowsToBeGone(name));
    }

    [Fact]
    public void Nothing_is_known_of_other_hosts_and_other_pid_namespaces()
    {
        Assert.False(me.KnowsToBeGone(With(0, "elsewhere")));
        Assert.False(me.KnowsToBeGone(string.Join('/', Parts[0], Parts[1], "pid:[1]", "1", "1")));
        Assert.False(me.KnowsToBeGone("nonsense"));
    }

    string With(int part, string text)
    {
        var parts = Parts;
        parts[part] = text;
        return string.Join('/', parts);
    }
}
