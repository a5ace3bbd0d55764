using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Restore;

/// <summary>A state directory whose database is gone, or another one: named by start and doctor, and nothing is made in its place.</summary>
public sealed class LostDatabaseTests : IDisposable
{
    readonly string room = Directory.CreateTempSubdirectory("abaca-lost-").FullName;

    public void Dispose() => Directory.Delete(room, recursive: true);

    [Theory, Trait("Doctor finds", "DatabaseCheck")]
    [InlineData("gone")]
    [InlineData("empty file")]
    public async Task One_that_is_gone_is_not_made_anew(string how)
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        var (work, database, backup) = (new Operator(service), Path.Combine(service.State, "abaca.sqlite"), Path.Combine(room, "backup"));
        await service.Stop();
        File.Move(database, backup);
        if (how == "empty file") await File.WriteAllBytesAsync(database, []);
        var before = Files(service);

        var said = (await work.Run("serve")).Failed();
        Assert.Contains($"The database {database} is gone", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Contains("is gone", (await work.Run("doctor")).Failed(), StringComparison.Ordinal);
        Assert.Equal(before, Files(service));

        (await work.Run("db", "restore", backup)).Succeeded();
        await service.Start();
    }

    [Fact]
    public async Task Without_a_backup_an_empty_one_goes_on_as_the_same_deployment()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy);
        var work = new Operator(service);
        (await work.Line("abaca type create plain && abaca share create NFS 1 --name old --share-type plain --wait")).Succeeded();
        await service.Stop();
        File.Delete(Path.Combine(service.State, "abaca.sqlite"));
        Assert.Contains("abaca db create", (await work.Run("serve")).Failed(), StringComparison.Ordinal);
        (await work.Run("db", "create")).Succeeded();
        await service.Start();
        Assert.Contains("unrecorded", (await work.Line("abaca reconcile list -f value -c kind")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_deployments_database_is_not_served_until_that_is_said()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        await using var other = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        await service.Stop();
        await other.Stop();
        var (work, database) = (new Operator(service), Path.Combine(service.State, "abaca.sqlite"));
        File.Copy(Path.Combine(other.State, "abaca.sqlite"), database, overwrite: true);
        var before = await File.ReadAllBytesAsync(database);
        Assert.Contains("belongs to deployment", (await work.Run("serve")).Failed(), StringComparison.Ordinal);
        Assert.Contains("belongs to deployment", (await work.Run("doctor")).Failed(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(database));
        (await work.Run("db", "adopt")).Succeeded();
        await service.Start();
    }

    static IReadOnlyList<string> Files(ServiceProcess service) =>
        [.. Directory.EnumerateFiles(service.State, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(service.State, file)).Order(StringComparer.Ordinal)];
}
