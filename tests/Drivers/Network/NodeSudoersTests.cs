using Abaca.Drivers.CephFs.Deployment;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;
using Xunit;

namespace Abaca.Tests.Drivers.Network;

/// <summary>The sudo rules of a Ganesha machine, as written, in the judgement of the real sudo.</summary>
public sealed class NodeSudoersTests
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_valid_and_allow_what_the_service_calls_and_no_other_destination()
    {
        Daemons.Need(("visudo", "sudo"), ("unshare", "util-linux"));
        var place = Directory.CreateTempSubdirectory("abaca-sudo-").FullName;
        try
        {
            var file = Path.Combine(place, "abaca-ganesha");
            await File.WriteAllTextAsync(file, NodeSudoers.Lines("nobody"), Ct);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            await Tool.Run(["visudo", "-c", "-f", file], Ct);
            var asked = new Asked();
            var bus = new DBusSend(asked, address: null, sudo: true);
            await bus.Show(Ct);
            await bus.Display(7, Ct);
            await bus.Remove(7, Ct);
            await bus.UpdateWith("x", 7, Ct);
            await bus.Process(Ct);
            var calls = asked.All.Select(call => call.SkipWhile(word => word != "sudo").Skip(3).ToList()).Where(call => call.Count > 0).ToList();
            Assert.Equal(4, calls.Count);
            foreach (var call in calls.SelectMany(Whole)) Assert.True(await IsAllowed(file, call), string.Join(' ', call));
            Assert.False(await IsAllowed(file, [.. calls[0].Select(word => word.StartsWith("--dest=", StringComparison.Ordinal) ? "--dest=org.freedesktop.systemd1" : word)]));
            Assert.False(await IsAllowed(file, ["dbus-send", "--system", "--dest=org.ganesha.nfsd", "/org/ganesha/nfsd/admin", "org.ganesha.nfsd.admin.shutdown"]));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>The call; two where a shell adds methods and arguments to what it was given.</summary>
    static IReadOnlyList<IReadOnlyList<string>> Whole(IReadOnlyList<string> call)
    {
        const string Methods = "org.ganesha.nfsd.exportmgr.";
        return call.Any(word => word.StartsWith(Methods, StringComparison.Ordinal))
            ? [call]
            : [[.. call, Methods + "UpdateExport", "string:/tmp/f", "string:EXPORT(Export_Id=7)"], [.. call, Methods + "DisplayExport", "uint16:7"]];
    }

    /// <summary>Asks sudo, with the file in the place of this machine's own rules, in a mount namespace.</summary>
    static async Task<bool> IsAllowed(string file, IReadOnlyList<string> call)
    {
        const string Script = "cp \"$1\" /run/abaca-sudoers.$$ && chown 0:0 /run/abaca-sudoers.$$ && chmod 440 /run/abaca-sudoers.$$ && mount --bind /run/abaca-sudoers.$$ /etc/sudoers; shift; "
            + "sudo -n -l -U nobody -- \"$@\"; s=$?; umount /etc/sudoers; rm -f /run/abaca-sudoers.$$; exit $s";
        var run = await new LocalCommandRunner(TimeProvider.System).Run(
            new Command(["unshare", "--mount", "--propagation", "private", "sh", "-c", Script, "sh", file, .. call], Deadline), Ct);
        return !run.Failed;
    }

    sealed class Asked : ICommandRunner
    {
        public List<IReadOnlyList<string>> All { get; } = [];

        public Task<CommandResult> Run(Command command, CancellationToken ct = default)
        {
            All.Add(command.Arguments);
            return Task.FromResult(new CommandResult(command, CommandEnd.Exited, 1, "", ""));
        }
    }
}
