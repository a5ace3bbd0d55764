using System.Diagnostics;

namespace Abaca.Tests.Drivers.Network;

/// <summary>What a guest's script did.</summary>
/// <param name="ExitCode">The script's exit status; -1 when it never came to its end.</param>
/// <param name="Said">Everything it printed.</param>
public sealed record GuestRun(int ExitCode, string Said);

/// <summary>
/// A machine with a kernel of its own in the clients' network: user-mode-linux (Debian's <c>user-mode-linux</c>), an ordinary process
/// that needs no virtualization. It has Linux' own NFS and CephFS clients. The host's root is there, read-only.
/// </summary>
/// <param name="net">Its network; the guest is host 31 in it.</param>
public sealed class KernelGuest(ClientNamespaces net)
{
    const string Kernel = "/usr/bin/linux.uml";
    const string Modules = "/usr/lib/uml/modules";
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>The guest's IPv4 address.</summary>
    public string Address => net.Host(31);

    /// <summary>Why no guest can run here, or null.</summary>
    public static string? Missing => File.Exists(Kernel) ? null : $"{Kernel} is missing: install user-mode-linux";

    /// <summary>
    /// Boots, runs the bash script and ends. The script has <c>nfsmount VERSION SERVER:PATH DIRECTORY [PORT]</c> and
    /// <c>cephmount NAME KEYFILE MON:PATH DIRECTORY</c>; directories may be made under <c>/mnt</c>.
    /// </summary>
    public async Task<GuestRun> Run(string script, CancellationToken ct)
    {
        var directory = Directory.CreateTempSubdirectory("abaca-guest-").FullName;
        var tap = $"g{Environment.ProcessId % 100000}x{Random.Shared.Next(1000)}";
        try
        {
            Lay(directory, script);
            await net.AddTap(tap, ct);
            return await Boot(directory, tap, ct);
        }
        finally
        {
            await net.RemoveTap(tap);
            Directory.Delete(directory, recursive: true);
        }
    }

    void Lay(string directory, string script)
    {
        Directory.CreateDirectory(Path.Combine(directory, "lib"));
        File.CreateSymbolicLink(Path.Combine(directory, "lib/modules"), Modules);
        File.WriteAllText(Path.Combine(directory, "script"), script);
        var init = Path.Combine(directory, "init");
        File.WriteAllText(init, $$"""
            #!/bin/bash
            export PATH=/usr/sbin:/usr/bin:/sbin:/bin
            mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t tmpfs tmpfs /mnt
            for module in nfsv4 aes_generic cbc ecb gcm hmac sha256_generic ceph; do modprobe -d {{directory}} $module 2>/dev/null; done
            ip link set lo up; ip addr add {{Address}}/24 dev vec0; ip link set vec0 up
            for i in $(seq 10); do ping -c 1 -W 1 {{net.ServerAddress}} >/dev/null 2>&1 && break; sleep 0.1; done
            nfsmount() { # VERSION SERVER:PATH DIRECTORY [PORT]
              mkdir -p "$3"
              mount -i -t nfs4 -o "vers=$1,proto=tcp,port=${4:-2049},sec=sys,addr=${2%%:/*},clientaddr={{Address}},timeo=20,retrans=2" "$2" "$3"
            }
            cephmount() { # NAME KEYFILE MON:PATH DIRECTORY
              mkdir -p "$4"
              mount -i -t ceph -o "name=$1,secret=$(cat "$2"),ms_mode=legacy" "$3" "$4"
            }
            ( . {{directory}}/script ) # of its own: init must not end with it
            echo "guest-exit $?"
            echo o > /proc/sysrq-trigger
            sleep 5

            """.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(init, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    async Task<GuestRun> Boot(string directory, string tap, CancellationToken ct)
    {
        string[] command =
        [
            .. net.SwitchPrefix, "setpriv", "--pdeathsig", "KILL", Kernel, "mem=256M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro",
            $"init={directory}/init", $"vec0:transport=tap,ifname={tap},depth=64,gro=0", "con=null", "con0=null,fd:1", "quiet", "panic=1",
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.Environment["TMPDIR"] = directory;
        using var kernel = Process.Start(start)!;
        kernel.StandardInput.Close();
        var said = kernel.StandardOutput.ReadToEndAsync(ct);
        var noise = kernel.StandardError.ReadToEndAsync(ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Deadline);
        try
        {
            await kernel.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            kernel.Kill(entireProcessTree: true);
            KillPartsOf(directory);
        }
        await noise;
        return Explain((await said).Replace("\r", "", StringComparison.Ordinal));
    }

    /// <summary>The kernel's parts are not all its children; one that lives keeps the pipes open.</summary>
    static void KillPartsOf(string directory)
    {
        foreach (var process in Process.GetProcessesByName(Path.GetFileName(Kernel)))
            using (process)
                if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"init={directory}/init", StringComparison.Ordinal)) process.Kill();
    }

    static GuestRun Explain(string said)
    {
        const string mark = "guest-exit ";
        var lines = said.Split('\n');
        var end = Array.FindLastIndex(lines, line => line.StartsWith(mark, StringComparison.Ordinal));
        if (end < 0) return new GuestRun(-1, said);
        return new GuestRun(int.Parse(lines[end][mark.Length..], System.Globalization.CultureInfo.InvariantCulture), string.Join('\n', lines[..end]));
    }
}
