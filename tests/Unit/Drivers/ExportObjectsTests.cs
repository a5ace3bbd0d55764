using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public sealed class ExportObjectsTests
{
    static readonly ExportStore Store = new(true, "pool", "ganesha-export-index", "ganesha-export-counter", "", "", "", "");

    readonly PoolInMemory pool = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    ExportObjects Objects() => new(pool, Store);

    [Fact]
    public void Index_lines_come_and_go_and_others_stay()
    {
        const string Before = "# by hand\n%url rados://pool/ganesha-export-a\n%url \"rados://pool/other\"\n";
        var with = ExportIndex.With(Before, "rados://pool/ganesha-export-b");
        Assert.Equal(Before + "%url rados://pool/ganesha-export-b\n", with);
        Assert.Equal(with, ExportIndex.With(with, "rados://pool/ganesha-export-b"));
        Assert.Equal(with, ExportIndex.With(with, "rados://pool/other"));
        Assert.Equal(Before, ExportIndex.Without(with, "rados://pool/ganesha-export-b"));
        Assert.Equal("# by hand\n%url rados://pool/ganesha-export-a\n", ExportIndex.Without(Before, "rados://pool/other"));
        Assert.Equal("a\n%url b\n", ExportIndex.With("a", "b"));
        Assert.Equal("", ExportIndex.Without("%url b\n", "b"));
    }

    [Fact]
    public void What_was_removed_is_remembered_in_comments_that_are_no_exports_and_in_time_forgotten()
    {
        var text = "# by hand\n" + ExportIndex.Line("rados://pool/b");
        Assert.Equal(text, ExportIndex.Without(text, "rados://pool/other", new RemovedExport(1, "other", "/volumes/other")));
        text = ExportIndex.Without(text, "rados://pool/b", new RemovedExport(1234, "b", "/volumes/with a space"));
        Assert.Equal("# by hand\n# removed: 1234 b /volumes/with a space\n", text);
        Assert.Equal([new RemovedExport(1234, "b", "/volumes/with a space")], ExportIndex.Removed(text));
        Assert.Empty(ExportIndex.Urls(text));
        Assert.Equal("", ExportIndex.Without("%url c\n", "c", new RemovedExport(1, "c", "two\nlines")));

        for (var i = 0; i < 500; i++) text = ExportIndex.Without(ExportIndex.With(text, $"rados://pool/{i}"), $"rados://pool/{i}", new RemovedExport(i, $"{i}", "/volumes"));
        Assert.Equal(Enumerable.Range(200, 300), ExportIndex.Removed(text).Select(one => one.Id));
        Assert.StartsWith("# by hand\n# removed: 200 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_begin_where_Manila_begins_and_go_on_where_it_stopped()
    {
        await Objects().Prepare(Ct);
        Assert.Equal("1000", pool.Content["ganesha-export-counter"]);
        Assert.Equal(1001, await Objects().NextId(Ct));
        pool.Content["ganesha-export-counter"] = "1234\n";
        Assert.Equal(1235, await Objects().NextId(Ct));
        Assert.Equal("1235", pool.Content["ganesha-export-counter"]);
    }

    [Fact]
    public async Task After_the_last_id_the_free_ones_are_given_again()
    {
        pool.Content["ganesha-export-counter"] = "65534";
        pool.Content["ganesha-export-x"] = "EXPORT { Export_Id = 1001; }";
        Assert.Equal(65535, await Objects().NextId(Ct));
        Assert.Equal(1002, await Objects().NextId(Ct));
    }

    [Fact]
    public async Task Writers_that_race_lose_nothing()
    {
        var (one, other) = (Objects(), Objects());
        await one.Prepare(Ct);
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? one : other).NextId(Ct)));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? one : other).Index($"share-{i}", Ct)));
        Assert.Equal(50, ids.Distinct().Count());
        Assert.Equal(50, ExportIndex.Urls(pool.Content["ganesha-export-index"]).Distinct().Count());
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? other : one).Unindex($"share-{i}", null, Ct)));
        Assert.Equal("", pool.Content["ganesha-export-index"]);
    }

    [Fact]
    public async Task Index_and_counter_are_no_exports()
    {
        await Objects().Prepare(Ct);
        pool.Content["ganesha-export-share-1"] = "";
        Assert.Equal(["share-1"], await Objects().Names(Ct));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_stops_the_call()
    {
        pool.Silent = true;
        await Assert.ThrowsAsync<StoppedException>(() => Objects().NextId(Ct));
        await Assert.ThrowsAsync<StoppedException>(() => Objects().Names(Ct));
    }
}
