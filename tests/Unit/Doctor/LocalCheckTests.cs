using Abaca.DriverSdk;
using Abaca.Drivers.Local;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>What the Local backend says of itself from outside.</summary>
public sealed class LocalCheckTests : IDisposable
{
    readonly string _state = Directory.CreateTempSubdirectory("abaca-local-").FullName;
    readonly MadeUpKernel _kernel = new();

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task A_service_is_seen_by_the_lock_it_holds_open()
    {
        Assert.Null(Place().ServiceProcess());
        await using (File.Open(Path.Combine(_state, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(Environment.ProcessId, Place().ServiceProcess());
        }
        Assert.Null(Place().ServiceProcess());
    }

    [Fact, Trait("Doctor finds", nameof(PoolCheck))]
    public async Task A_pool_that_is_not_mounted_is_a_problem_only_while_a_service_runs()
    {
        await File.WriteAllTextAsync(Path.Combine(_state, "pool.img"), "", TestContext.Current.CancellationToken);
        var check = new PoolCheck(Place(), _kernel);
        Assert.Equal(Health.Ok, Assert.Single(await Look(check)).Health);
        await using var held = File.Open(Path.Combine(_state, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(Health.Problem, Assert.Single(await Look(check)).Health);
    }

    [Fact, Trait("Doctor finds", nameof(PoolCheck))]
    public async Task A_pool_path_that_is_not_there_is_a_problem()
    {
        var finding = Assert.Single(await Look(new PoolCheck(Place(pool: "/srv/nowhere"), _kernel)));
        Assert.Equal((Health.Problem, "/srv/nowhere"), (finding.Health, finding.Where));
    }

    [Fact]
    public async Task A_given_directory_is_a_pool() =>
        Assert.DoesNotContain(await Look(new PoolCheck(Place(pool: _state), _kernel)), f => f.Health == Health.Problem);

    [Fact, Trait("Doctor finds", nameof(ShareContentsCheck))]
    public async Task Content_that_is_missing_or_left_over_is_found_by_instance_id()
    {
        string[] ids = [.. Enumerable.Range(1, 4).Select(i => $"00000000-0000-0000-0000-00000000000{i}")];
        foreach (var id in ids[1..]) Directory.CreateDirectory(Path.Combine(_state, $"share-{id}.img"));
        var check = new ShareContentsCheck(Place(pool: _state), _kernel);
        var findings = await Look(check, new ExpectedShares(new HashSet<string> { ids[0], ids[1], ids[2] }, new HashSet<string> { ids[0], ids[1] }));
        Assert.Equal(2, findings.Count);
        Assert.Contains(findings, f => f.Health == Health.Problem && f.What.Contains(ids[0]));
        Assert.Contains(findings, f => f.Health == Health.Warning && f.What.Contains(ids[3]) && !f.What.Contains(ids[2]));
        Assert.Empty(await check.Look(null, TestContext.Current.CancellationToken));
    }

    LocalPlace Place(string? pool = null)
    {
        var values = LocalOptions.Specs.Where(s => s.Default is not null).ToDictionary(s => s.Name, s => s.Default!);
        if (pool is not null) values["local_pool_path"] = pool;
        var settings = new BackendSettings("local", _state, values, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, new Unheard());
        return new LocalPlace(settings, LocalOptions.From(settings));
    }

    static Task<IReadOnlyList<HealthFinding>> Look(IBackendCheck check, ExpectedShares? shares = null) => check.Look(shares, TestContext.Current.CancellationToken);

    sealed class Unheard : IDriverLog
    {
        public void Say(string message) => Assert.Fail(message);

        public void Warn(string message) => Assert.Fail(message);
    }

    /// <summary>Only answers questions: a check that acted would fail.</summary>
    sealed class MadeUpKernel : IKernel
    {
        public ImageFacts? Look(string image) => null;

        public string? ReadMark(string path, string name) => null;

        public MountFacts? At(string directory) => null;

        public Task<int> Make(string box, CancellationToken ct = default) => throw Acted();

        public Task<int> Copy(string source, string target, ImageTraits traits, CancellationToken ct = default) => throw Acted();

        public Task<int> Move(string from, string to, CancellationToken ct = default) => throw Acted();

        public Task<int> Exchange(string one, string other, CancellationToken ct = default) => throw Acted();

        public Task<int> Remove(string box, CancellationToken ct = default) => throw Acted();

        public Task<int> Mark(string path, string name, string value, CancellationToken ct = default) => throw Acted();

        public Task<int> SetLength(string image, long bytes, CancellationToken ct = default) => throw Acted();

        public Task<int> Mount(string image, string target, ImageMount how, CancellationToken ct = default) => throw Acted();

        public Task<int> Unmount(string target, string? image, bool detach, CancellationToken ct = default) => throw Acted();

        public Task<int> Resize(string image, string target, long bytes, CancellationToken ct = default) => throw Acted();

        public Task<int> MoveMetadata(string target, CancellationToken ct = default) => throw Acted();

        public Task<int> Sync(string target, CancellationToken ct = default) => throw Acted();

        static InvalidOperationException Acted() => new("A check must not act.");
    }
}
