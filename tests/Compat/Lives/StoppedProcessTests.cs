using System.Diagnostics;
using System.Runtime.InteropServices;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>A process that the machine did not let run, such as a suspended virtual machine: its work goes on where it was.</summary>
public sealed class StoppedProcessTests
{
    static readonly TimeSpan BeyondTheLease = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Work_goes_on_where_it_was_when_the_process_runs_again()
    {
        await using var service = await ServiceProcess.Start(
            ServiceSetting.Dummy.WithoutPasswords().With("dummy_driver_delays = create:3,extend_share:3", "[operations]", "lease = 10"));
        var caller = new Caller(service, Storm.Project);
        await new Storm(service, most: 1).Prepare();
        var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } });
        var share = made.GetProperty("share").GetProperty("id").GetString()!;

        await StandStill(service.Id);
        Assert.True(await Deadline.Holds(async () => await Is(caller, share, "available 1"), TimeSpan.FromSeconds(30)), service.LogTail);
        await caller.Must(HttpMethod.Post, $"/shares/{share}/action", new { extend = new { new_size = 4 } });
        await StandStill(service.Id);
        Assert.True(await Deadline.Holds(async () => await Is(caller, share, "available 4"), TimeSpan.FromSeconds(30)), service.LogTail);

        var ledgers = new Ledgers(service, () => Task.FromResult(HeldThings.Dummy(Path.Combine(service.BackendState, "held.json"))));
        Assert.Empty(await ledgers.WhatIsWrong());
        Assert.Equal(0, (await caller.Must(HttpMethod.Get, "/messages")).GetProperty("messages").GetArrayLength());
    }

    static async Task<bool> Is(Caller caller, string share, string what)
    {
        var shown = (await caller.Must(HttpMethod.Get, $"/shares/{share}")).GetProperty("share");
        return $"{shown.GetProperty("status").GetString()} {shown.GetProperty("size").GetInt32()}" == what;
    }

    /// <summary>Longer than a lease lasts, the process does not run.</summary>
    static async Task StandStill(int process)
    {
        Assert.Equal(0, Signal(process, 19));
        var since = Stopwatch.GetTimestamp();
        Assert.True(await Deadline.Holds(() => Stopwatch.GetElapsedTime(since) > BeyondTheLease, 2 * BeyondTheLease));
        Assert.Equal(0, Signal(process, 18));
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);
}
