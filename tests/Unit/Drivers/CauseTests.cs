using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>What becomes of a helper program's words: the cause, whatever is said around it, and no secret.</summary>
public sealed class CauseTests
{
    const string GaneshaBefore = "30/11/2026 17:55:50 : epoch 6b0db8a6 : vm : nfs-ganesha-29363[main] ";

    [Theory]
    [InlineData("cannot create 'tank/a': permission denied\n", "cannot create 'tank/a': permission denied")]
    [InlineData("sudo: a password is required\n", "sudo: a password is required")]
    [InlineData("ERROR: unable to open /dev/loop9: No such file or directory\nERROR: mkfs failed\n", "ERROR: unable to open /dev/loop9: No such file or directory; ERROR: mkfs failed")]
    [InlineData("mount: /mnt: wrong fs type, bad option, bad superblock on /dev/loop0, missing codepage or helper program, or other error.\n       dmesg(1) may have more information after failed mount system call.\n",
        "mount: /mnt: wrong fs type, bad option, bad superblock on /dev/loop0, missing codepage or helper program, or other error.")]
    [InlineData("losetup: unrecognized option '--autocleared'\nTry 'losetup --help' for more information.\n", "losetup: unrecognized option '--autocleared'")]
    [InlineData("invalid property 'comprssion'\nusage:\n\n", "invalid property 'comprssion'")]
    [InlineData("Warning: Permanently added '10.0.0.1' (ED25519) to the list of known hosts.\nroot@10.0.0.1: Permission denied (publickey).\n", "root@10.0.0.1: Permission denied (publickey).")]
    [InlineData("Traceback (most recent call last):\n  File \"/usr/bin/ceph\", line 1, in <module>\nrados.ObjectNotFound: [errno 2] RADOS object not found\n", "rados.ObjectNotFound: [errno 2] RADOS object not found")]
    [InlineData("exportfs: /etc/exports.d/a.exports:3: unknown keyword \"rww\"\n\n", "exportfs: /etc/exports.d/a.exports:3: unknown keyword \"rww\"")]
    [InlineData("same\nsame\nsame\n", "same")]
    [InlineData("usage: only this\n", "usage: only this")]
    [InlineData("  \n", "it said nothing")]
    public void The_cause_is_told_and_not_what_stands_around_it(string said, string cause) => Assert.Equal(cause, Cause.In(said));

    [Fact]
    public void Ganesha_says_first_what_is_wrong_and_last_that_it_ends()
    {
        var said = string.Join('\n',
            GaneshaBefore + "nfs_set_param_from_conf :NFS STARTUP :CRIT :Error while parsing core configuration",
            GaneshaBefore + "main :NFS STARTUP :CRIT :Error setting parameters from configuration file.",
            GaneshaBefore + "config_errs_to_log :CONFIG :CRIT :Config File (/s/ganesha.conf:4): No IP address found for 127.0.0.1 because:Name or service not known",
            GaneshaBefore + "config_errs_to_log :CONFIG :CRIT :Config File (/s/ganesha.conf:1): 1 errors while processing parameters for NFS_Core_Param",
            GaneshaBefore + "config_errs_to_log :CONFIG :CRIT :Config File (/s/ganesha.conf:20): 1 (invalid param value) errors found block NFS_Core_Param",
            GaneshaBefore + "main :NFS STARTUP :FATAL :Fatal errors.  Server exiting...");
        Assert.Equal("Config File (/s/ganesha.conf:4): No IP address found for 127.0.0.1 because:Name or service not known", Cause.In(said));
    }

    [Fact]
    public void Of_much_that_is_said_the_errors_are_kept_and_the_length_is_bounded()
    {
        var said = string.Concat(Enumerable.Range(0, 200).Select(n => $"progress {n}: copying block\n")) + "write error: the pool is read-only\n"
            + string.Concat(Enumerable.Range(0, 200).Select(n => $"progress {n}: cleaning up\n"));
        Assert.Equal("write error: the pool is read-only", Cause.In(said));
        Assert.InRange(Cause.In(new string('x', 100_000)).Length, 1, Cause.Longest + 1);
        Assert.InRange(Cause.In(string.Concat(Enumerable.Range(0, 999).Select(n => $"error {n}\n"))).Length, 1, Cause.Longest + 1);
    }

    [Theory]
    [InlineData("login failed: password=hunter2 is wrong", "hunter2")]
    [InlineData("cannot use key = AQBSdFhcGgTLJRAAUCoG5MrO9dCVFJHxeQk7BA== for client.manila", "AQBSdFhcGgTLJRAAUCoG5MrO9dCVFJHxeQk7BA")]
    [InlineData("Passphrase: hunter2", "hunter2")]
    [InlineData("bad key -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----", "b3BlbnNzaC1r")]
    public void Secrets_are_masked(string said, string secret) => Assert.DoesNotContain(secret, Cause.In(said), StringComparison.Ordinal);

    [Fact]
    public void A_summary_has_the_cause_from_whichever_stream_and_no_script()
    {
        var command = new Command(["sh", "-c", new string('y', 5000)], TimeSpan.FromSeconds(1));
        var summary = new CommandResult(command, CommandEnd.Exited, 1, "cannot open: no such pool\n", "\n").Summary;
        Assert.EndsWith("exit 1: cannot open: no such pool", summary, StringComparison.Ordinal);
        Assert.InRange(summary.Length, 1, 400);
    }
}
