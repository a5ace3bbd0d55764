using Abaca.Server.Data;
using Xunit;

namespace Abaca.Tests.Unit.Data;

public sealed class SqlTests
{
    readonly record struct ThingId(string Text) : IId;

    sealed record OtherId(string Text) : IId;

    static Sql Of(Sql sql) => sql;

    [Fact]
    public void Every_kind_of_hole_becomes_one_parameter()
    {
        var id = new ThingId("a");
        ThingId? noId = null, someId = id;
        int small = 1;
        int? noInt = null;
        long? someLong = 2;
        short tiny = 3;
        bool? noFlag = null;
        float half = 0.5f;
        DateTimeOffset? never = null;
        string? nothing = null;
        OtherId? noOther = null;
        IId any = id;
        var sql = Of($"{id} {noId} {someId} {small} {noInt} {someLong} {tiny} {true} {noFlag} {half} {1.5} {DateTimeOffset.UnixEpoch.AddSeconds(1)} {never} {"t"} {nothing} {new byte[] { 7 }} {new OtherId("o")} {noOther} {any}");
        Assert.Equal(
            ["a", null, "a", 1L, null, 2L, 3L, 1L, null, 0.5, 1.5, 1_000_000L, null, "t", null, new byte[] { 7 }, "o", null, "a"],
            sql.Values);
        Assert.Equal(string.Join(' ', Enumerable.Repeat('?', 19)), sql.Text);
    }

    [Fact]
    public void Fragments_are_spliced_with_their_parameters_in_order()
    {
        var filter = Sql.Of($"size > {5} AND {Sql.Of($"name = {"n"}")}");
        var sql = Of($"SELECT {Sql.Raw("id, size")} FROM t WHERE project = {"p"} AND {filter} AND id IN ({Sql.List(["x", "y"])})");
        sql.Append($" LIMIT {10}");
        Assert.Equal("SELECT id, size FROM t WHERE project = ? AND size > ? AND name = ? AND id IN (?, ?) LIMIT ?", sql.Text);
        Assert.Equal(["p", 5L, "n", "x", "y", 10L], sql.Values);
    }

    [Fact]
    public void A_list_takes_typed_ids_and_refuses_to_be_empty()
    {
        Assert.Equal(["a", "b"], Sql.List([new ThingId("a"), new ThingId("b")]).Values);
        Assert.Throws<ArgumentException>(() => Sql.List(Array.Empty<string>()));
    }
}
