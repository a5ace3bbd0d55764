using System.Globalization;
using System.Text.RegularExpressions;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Hostile;
using Abaca.Tests.Drivers.Local;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// What the Local backend promises, on Debian's own kernel: its tests run in the virtual machine that otherwise is a file server with OpenZFS.
/// </summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public sealed partial class LocalInMachineTests : IAsyncLifetime
{
    const string Place = "/srv";

    static readonly TimeSpan Sending = TimeSpan.FromMinutes(10);
    static readonly TimeSpan Running = TimeSpan.FromMinutes(60);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    static readonly IReadOnlyList<Type> Classes =
        [typeof(LocalForgedHandles), typeof(LocalHandleTests), typeof(LocalOwnTests), typeof(LocalOtherNamespaceTests), typeof(LocalSnapshotTests)];

    readonly LocalCommandRunner commands = new(TimeProvider.System);
    ZfsSite site = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => site = await ZfsSite.Make(Ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => site is null ? ValueTask.CompletedTask : site.DisposeAsync();

    [Fact]
    public async Task Debians_own_kernel_keeps_the_promises_of_the_local_backend()
    {
        var host = await site.AddOpenZfs("va", Ct);
        // The disk of a pool that nobody needs here becomes a place to work in.
        await host.Root(Ct, "sh", "-ec", $"zpool destroy {ZfsHost.SecondPool}; wipefs -qa /dev/vde; mke2fs -q -t ext4 /dev/vde; mount /dev/vde {Place}; mkdir -m 1777 {Place}/tmp");
        await Send(host, "runtime", Runtime, "dotnet host shared");
        await Send(host, "tests", AppContext.BaseDirectory, ".");
        TestContext.Current.TestOutputHelper?.WriteLine((await host.Root(Ct, "uname", "-rv")).Trim());

        var classes = string.Join(' ', Classes.Select(one => $"-class {one.FullName}"));
        await host.Root(Ct, "sh", "-c", $"""
            cd {Place}; export TMPDIR={Place}/tmp DOTNET_ROOT={Place}/runtime HOME=/root
            (setsid {Place}/runtime/dotnet {Place}/tests/{Assembly}.dll -noLogo -noColor -parallel none {classes} >{Place}/said 2>&1; echo $? >{Place}/ended) </dev/null >/dev/null 2>&1 &
            """);
        var said = await End(host);
        Assert.True(Summary().Match(said) is { Success: true } summary && Number(summary, "total") > 15 && Number(summary, "failed") == 0 && Number(summary, "errors") == 0, said);
    }

    static string Assembly => typeof(LocalInMachineTests).Assembly.GetName().Name!;

    /// <summary>Of the runtime that runs this: .../shared/Microsoft.NETCore.App/VERSION/.</summary>
    static string Runtime => new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Parent!.Parent!.Parent!.FullName;

    async Task Send(OpenZfsMachine host, string what, string from, string parts)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"ssh -i {site.Key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR {ZfsHost.User}@{host.Address}");
        var sent = await commands.Run(
            new Command(["bash", "-c", $"set -o pipefail; tar -C \"$1\" -c {parts} | gzip -1 | {key} 'cat >{Place}/tmp/{what}'", "bash", from], Sending), Ct);
        Assert.False(sent.Failed, sent.Summary);
        await host.Root(Ct, "sh", "-ec", $"mkdir {Place}/{what}; gzip -dc {Place}/tmp/{what} | tar --no-same-owner -C {Place}/{what} -x; rm {Place}/tmp/{what}");
    }

    async Task<string> End(OpenZfsMachine host)
    {
        var (clock, shown) = (TimeProvider.System, 0);
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < Running; await Task.Delay(Pause, clock, Ct))
        {
            var said = await host.Root(Ct, "cat", $"{Place}/said");
            if (said.Length > shown) TestContext.Current.TestOutputHelper?.WriteLine(said[shown..].TrimEnd());
            shown = said.Length;
            if ((await host.Try(Ct, "test", "-e", $"{Place}/ended")).ExitCode == 0) return await host.Root(Ct, "cat", $"{Place}/said");
        }
        throw Xunit.Sdk.FailException.ForFailure($"It did not end within {Running.TotalMinutes:0} minutes.");
    }

    static int Number(Match summary, string what) => int.Parse(summary.Groups[what].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: (?<errors>\d+), Failed: (?<failed>\d+)")]
    private static partial Regex Summary();
}
