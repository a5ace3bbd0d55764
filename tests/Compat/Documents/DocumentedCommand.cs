using System.Text.RegularExpressions;

namespace Abaca.Tests.Compat.Documents;

/// <summary>A command in a code block of a document.</summary>
/// <param name="Document">The document, relative to the checkout.</param>
/// <param name="Text">The command as it is printed, without a remark behind it.</param>
sealed partial record DocumentedCommand(string Document, string Text)
{
    /// <summary>What makes a line a command: a program at its beginning. Lines of configuration and of output begin otherwise.</summary>
    static readonly HashSet<string> Programs =
    [
        "abaca", "openstack", "manila", "./do", "export", "mount", "umount", "ceph", "ceph-fuse", "gluster", "zfs", "zpool", "lvs", "vgs", "lvcreate", "lvextend", "lvchange", "ssh", "ssh-keygen", "ssh-keyscan", "systemctl", "journalctl",
        "apt-get", "curl", "cp", "mv", "rm", "install", "chmod", "chown", "visudo", "ss", "df", "btrfs", "rsync", "kubectl", "helm", "terraform", "sqlite3", "openssl", "kill", "date", "printf",
        "scripts/zfs-vm", "docker", "useradd", "usermod", "exportfs", "showmount", "cat", "echo", "tail", "logrotate", "timedatectl", "chronyc", "dotnet", "git", "tar", "sh", "pip",
    ];

    /// <summary>Every document that tells operators what to do.</summary>
    public static IReadOnlyList<string> Documents =>
    [
        "README.md", .. Directory.EnumerateFiles(Path.Combine(Root, "docs/operators"), "*.md").Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Root of the checkout.</summary>
    public static string Root
    {
        get
        {
            var at = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(at, "Abaca.slnx"))) at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException("Run inside a checkout.");
            return at;
        }
    }

    /// <summary>The commands of a document, in order.</summary>
    public static IReadOnlyList<DocumentedCommand> In(string document) =>
        [.. Of(File.ReadAllText(Path.Combine(Root, document))).Select(line => new DocumentedCommand(document, line))];

    /// <summary>The commands in the code blocks of a text in Markdown, or of a terminal's output that indents them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">Blanks before a line that is none of the prose.</param>
    public static IEnumerable<string> Of(string text, int indent = 4)
    {
        var fenced = false;
        // A line that goes on is one with the next.
        foreach (var line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
                continue;
            }
            if (!fenced && !line.StartsWith(new string(' ', indent), StringComparison.Ordinal)) continue;
            var command = Remark().Replace(line, "").Trim();
            if (command.Length > 0 && IsCommand(command)) yield return Blanks().Replace(command, " ");
        }
    }

    /// <summary>Whether a line calls a program, be it with variables or sudo before it.</summary>
    public static bool IsCommand(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word == "sudo" || Variable().IsMatch(word));
        return words.FirstOrDefault() is { } program && Programs.Contains(program);
    }

    [GeneratedRegex(@"(^|\s+)# .*$")]
    private static partial Regex Remark();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Variable();
}
