using Xunit;

namespace Abaca.Tests.Compat.Service;

/// <summary><c>abaca config ganesha --out</c>: every file that the documentation names is there, and in order.</summary>
public sealed class GaneshaFilesTests
{
    [Fact]
    public async Task Everything_that_the_documentation_names_is_written()
    {
        var place = Directory.CreateTempSubdirectory("abaca-ganesha-out-").FullName;
        try
        {
            var configuration = Path.Combine(place, "manila.conf");
            await File.WriteAllTextAsync(configuration, "[DEFAULT]\nenabled_share_backends =\n", TestContext.Current.CancellationToken);
            var run = await AbacaTool.Run(
            [
                "config", "ganesha", "--config-file", configuration, "--node", "a=192.0.2.11", "--node", "b=192.0.2.12", "--floating", "192.0.2.10/24",
                "--floating", "192.0.2.20/24", "--user", "abaca", "--out", Path.Combine(place, "nodes"),
            ]);
            Assert.True(run.Code == 0, run.Output + run.Error);
            string[] ofEach = ["etc/ganesha/ganesha.conf", "etc/keepalived/keepalived.conf", "etc/systemd/system/nfs-ganesha.service.d/abaca.conf", "etc/sudoers.d/abaca-ganesha", "usr/local/sbin/abaca-nfs-alive", "usr/local/sbin/abaca-nfs-watch", "etc/systemd/system/abaca-nfs-watch.service"];
            string[] expected = [.. from machine in (string[])["a", "b"] from file in ofEach select $"{machine}/{file}", "once.sh"];
            var written = Directory.EnumerateFiles(Path.Combine(place, "nodes"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(place, "nodes"), path));
            Assert.Equal(expected.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
            foreach (var (program, arguments) in new (string, string[])[] { ("bash", ["-n", "nodes/once.sh"]), ("bash", ["-n", "nodes/a/usr/local/sbin/abaca-nfs-alive"]), ("bash", ["-n", "nodes/a/usr/local/sbin/abaca-nfs-watch"]), ("visudo", ["-c", "-f", "nodes/b/etc/sudoers.d/abaca-ganesha"]) })
            {
                var looked = await Tool.Run(program, [.. arguments.Select(argument => argument.Replace("nodes/", $"{place}/nodes/", StringComparison.Ordinal))], new Dictionary<string, string>());
                Assert.True(looked.Code == 0, looked.Output + looked.Error);
            }
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
