using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Restore;

/// <summary>Every command of docs/operators/backup.md, taken from there and run in its order. Where it names a machine's directories, a test's stand for them.</summary>
public sealed class BackupDocumentTests : IDisposable
{
    readonly string room = Directory.CreateTempSubdirectory("abaca-document-").FullName;

    public void Dispose() => Directory.Delete(room, recursive: true);

    [Fact]
    public async Task A_backup_is_restored_and_all_that_differs_is_settled()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy);
        var page = await Page(service);
        await page.Line("abaca type create default && abaca share create NFS 1 --name deleted --share-type default --wait");
        await page.Run("Backup");
        await page.Line("abaca share create NFS 1 --name made --share-type default --wait && abaca share delete deleted --wait");
        await page.Run("Restore");
        var said = await page.Run("Afterwards");
        Assert.Contains("unrecorded", said, StringComparison.Ordinal);
        Assert.Contains("missing", said, StringComparison.Ordinal);
        Assert.Equal("", (await page.Line("abaca reconcile list -f value -c id")).Trim());
    }

    [Fact]
    public async Task A_lost_database_and_a_pool_that_is_meant()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy);
        var page = await Page(service);
        await page.Line("abaca type create default && abaca share create NFS 1 --name old --share-type default --wait");
        File.Delete(Path.Combine(service.State, "abaca.sqlite"));
        await page.Run("When there is no backup");
        Assert.Contains("unrecorded", await page.Line("abaca reconcile list -f value -c kind"), StringComparison.Ordinal);
        await page.Run("A pool that is not there");
    }

    [Fact]
    public async Task A_service_moves_to_another_machine()
    {
        await using var old = await ServiceProcess.Start(ServiceSetting.Dummy);
        await using var fresh = await ServiceProcess.Start(ServiceSetting.Dummy);
        await fresh.Stop();
        Directory.Delete(fresh.State, recursive: true);
        var (from, to) = (await Page(old), await Page(fresh));
        await from.Line("abaca type create default && abaca share create NFS 1 --name moved --share-type default --wait");
        await from.Run("To another machine", block: 0);
        await to.Run("To another machine", block: 1);
        Assert.Equal("", (await to.Line("abaca reconcile list -f value -c id")).Trim());
    }

    static string Document
    {
        get
        {
            var directory = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(directory, "Abaca.slnx"))) directory = Path.GetDirectoryName(directory)!;
            return Path.Combine(directory, "docs", "operators", "backup.md");
        }
    }

    async Task<Walk> Page(ServiceProcess service) => new(service, new Operator(service), room, await File.ReadAllLinesAsync(Document));

    /// <summary>A reader of the page at one machine.</summary>
    sealed class Walk(ServiceProcess service, Operator work, string room, string[] page)
    {
        static readonly string[] Own = ["db", "backend", "doctor", "quota verify", "identity"];

        /// <summary>Runs the commands of a chapter, or of one of its blocks, and answers with what they printed.</summary>
        public async Task<string> Run(string chapter, int? block = null)
        {
            var said = new List<string>();
            foreach (var line in Commands(chapter, block))
            {
                if (line == "systemctl stop abaca") await service.Stop();
                else if (line == "systemctl start abaca") await service.Start();
                else if (!line.StartsWith("export ", StringComparison.Ordinal)) said.Add(await Line(line)); // a shell of its own runs each line, with these set
            }
            return string.Concat(said);
        }

        /// <summary>Runs one line in a shell; it has to succeed.</summary>
        public async Task<string> Line(string line)
        {
            var here = line.Replace("/var/lib/abaca", service.State, StringComparison.Ordinal).Replace("/var/backups", room, StringComparison.Ordinal).Replace("/mnt/move", room, StringComparison.Ordinal)
                .Replace("adopt local", $"adopt {Path.GetFileName(service.BackendState)}", StringComparison.Ordinal);
            if (Own.Any(own => here.StartsWith($"abaca {own}", StringComparison.Ordinal))) here += $" --config-file {work.Configuration}";
            return (await work.Line($"cd {room} && mkdir -p {room} && {here}")).Succeeded();
        }

        IReadOnlyList<string> Commands(string chapter, int? block)
        {
            var (lines, number, inBlock) = (new List<string>(), -1, false);
            foreach (var line in page.SkipWhile(line => line != $"## {chapter}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)))
            {
                if (line.StartsWith("```", StringComparison.Ordinal)) (inBlock, number) = (!inBlock, inBlock ? number : number + 1);
                else if (inBlock && (block is null || block == number)) lines.Add(line);
            }
            Assert.NotEmpty(lines);
            return lines;
        }
    }
}
