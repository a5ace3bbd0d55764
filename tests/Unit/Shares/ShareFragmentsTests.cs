using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Server.Shares;
using Xunit;

namespace Abaca.Tests.Unit.Shares;

/// <summary>Rendered shares are used again only while nothing that shows in them has changed.</summary>
public sealed class ShareFragmentsTests
{
    static readonly Rendering Newest = new(ApiVersion.Newest, Audience.Everyone, ViewForm.Detail, "http://a/v2/");

    readonly ShareFragments _fragments = new(100_000);

    [Fact]
    public void A_share_is_found_as_it_was_kept()
    {
        _fragments.Keep(Newest, "1", new ShareVersion("a", 3), [1, 2]);
        Assert.Equal([1, 2], Find(Newest, "1", "a", 3));
    }

    [Fact]
    public void A_changed_share_a_changed_type_or_another_rendering_is_rendered_anew()
    {
        _fragments.Keep(Newest, "1", new ShareVersion("a", 3), [1]);
        Assert.Null(Find(Newest, "1", "a", 4));
        Assert.Null(Find(Newest, "2", "a", 3));
        Assert.Null(Find(Newest, "1", "b", 3));
        Assert.Null(Find(Newest with { Version = ApiVersion.Oldest }, "1", "a", 3));
        Assert.Null(Find(Newest with { Audience = Audience.HostAdmin }, "1", "a", 3));
        Assert.Null(Find(Newest with { Form = ViewForm.Show }, "1", "a", 3));
        Assert.Null(Find(Newest with { Root = "http://b/v2/" }, "1", "a", 3));
    }

    [Fact]
    public void The_newest_state_replaces_the_one_before()
    {
        _fragments.Keep(Newest, "1", new ShareVersion("a", 3), [1]);
        _fragments.Keep(Newest, "1", new ShareVersion("a", 4), [2]);
        Assert.Equal([2], Find(Newest, "1", "a", 4));
        Assert.Null(Find(Newest, "1", "a", 3));
    }

    [Fact]
    public void However_many_are_kept_the_bound_holds_and_what_is_used_stays()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _fragments.Keep(Newest, "1", new ShareVersion($"share-{i}", 1), new byte[1000]);
            _fragments.Keep(Newest, "1", new ShareVersion("used", 1), [7]);
            Assert.InRange(_fragments.YoungBytes, 0, 50_000);
            if (i % 10 == 0) Assert.Equal([7], Find(Newest, "1", "used", 1));
        }
        Assert.Null(Find(Newest, "1", "share-0", 1));
        Assert.NotNull(Find(Newest, "1", "share-9999", 1));
    }

    [Fact]
    public void Many_callers_at_once_get_whole_answers()
    {
        Parallel.For(0, 5000, i =>
        {
            var id = $"share-{i % 300}";
            _fragments.Keep(Newest, "1", new ShareVersion(id, i % 300), new byte[(i % 300) + 1]);
            Assert.Equal((i % 300) + 1, Find(Newest, "1", id, i % 300)?.Length ?? (i % 300) + 1);
        });
    }

    byte[]? Find(Rendering rendering, string mark, string id, long revision)
    {
        var found = new byte[]?[1];
        var missing = _fragments.Find(rendering, mark, [new ShareVersion(id, revision)], found);
        Assert.Equal(found[0] is null ? 1 : 0, missing);
        return found[0];
    }
}
