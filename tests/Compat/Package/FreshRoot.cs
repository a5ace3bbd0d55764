using Abaca.Tests.Compat.Documents;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Package;

/// <summary>A small Debian of its own, with what the package depends on and systemd, made for one test.</summary>
sealed class FreshRoot : IAsyncDisposable
{
    static readonly TimeSpan Making = TimeSpan.FromMinutes(6);

    readonly string room = Directory.CreateTempSubdirectory("abaca-package-").FullName;

    FreshRoot()
    {
    }

    /// <summary>Its directory.</summary>
    public string Path => System.IO.Path.Combine(room, "root");

    /// <summary>Makes it, from the archives that this machine uses.</summary>
    public static async Task<FreshRoot> Make()
    {
        Assert.True(Tool.IsThere("mmdebstrap"), "A package is missing: apt-get install mmdebstrap");
        var root = new FreshRoot();
        const string make = """
            . /etc/os-release
            apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE)' 'Identifier: Packages' | sort -u | awk '$1 == "Debian" { print "deb " $2 " " $3 " main" }' \
              | mmdebstrap --quiet --mode=root --variant=minbase --include=libssl3,libsqlite3-0,libstdc++6,ca-certificates,systemd,util-linux \
                --dpkgopt=force-unsafe-io --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' "$VERSION_CODENAME" "$1" -
            """;
        (await Tool.Run("sh", ["-ec", make, "sh", root.Path], patience: Making)).Succeeded();
        return root;
    }

    /// <summary>Makes the package of a version from the published program, and lays it into the root.</summary>
    /// <returns>Where it is there.</returns>
    public async Task<string> Package(string version)
    {
        var binary = System.IO.Path.Combine(DocumentedCommand.Root, "artifacts/abaca");
        Assert.True(File.Exists(binary), "artifacts/abaca is missing: ./do test package publishes it first.");
        var made = (await Tool.Run(System.IO.Path.Combine(DocumentedCommand.Root, "scripts/package"), [binary, version, System.IO.Path.Combine(Path, "root")], patience: Making)).Succeeded().Trim();
        return $"/root/{System.IO.Path.GetFileName(made)}";
    }

    /// <summary>Runs a program in it, with its own /proc.</summary>
    public Task<ToolRun> Run(params string[] command) => Tool.Run(
        "unshare", ["--mount", "--propagation", "private", "sh", "-ec", "mount -t proc proc \"$0/proc\"; root=$0; exec chroot \"$root\" \"$@\"", Path, .. command],
        new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive", ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ["LC_ALL"] = "C.UTF-8" });

    /// <summary>All files and directories of it that a package could have brought.</summary>
    public async Task<IReadOnlyList<string>> Files() =>
        [.. (await Run("find", "/etc", "/usr", "/var/lib", "/var/log", "/lib", "-not", "-path", "/var/lib/dpkg/*", "-not", "-path", "/var/lib/systemd/*")).Succeeded().Split('\n')];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Tool.Run("rm", ["-rf", "--one-file-system", room]);
}
