using System.Text;
using Abaca.Server.Data;
using Xunit;

namespace Abaca.Tests.Unit.Data;

public sealed class SqliteValuesTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Grüße, 東京, 🐟, e\u0301, \u202e")]
    [InlineData("a\0b")]
    [InlineData("'); DROP TABLE t; --")]
    [InlineData("?1 :a @b $c")]
    public async Task Texts_come_back_as_they_went_in(string text)
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (v TEXT) STRICT");
        await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({text})", Ct), Ct);
        var back = await made.Db.Query($"SELECT v, length(CAST(v AS BLOB)) FROM t WHERE v = {text}", r => (r.Text(0), Encoding.UTF8.GetString(r.Utf8(0)), r.Number(1)), Ct);
        Assert.Equal([(text, text, Encoding.UTF8.GetByteCount(text))], back);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Numbers_come_back_as_they_went_in(long number)
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (v INTEGER) STRICT");
        await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({number})", Ct), Ct);
        Assert.Equal(number, await made.Db.Number($"SELECT v FROM t", Ct));
    }

    [Fact]
    public async Task Null_is_null_for_every_kind()
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (a TEXT, b INTEGER, c REAL, d BLOB) STRICT");
        string? text = null;
        long? number = null;
        double? fraction = null;
        byte[]? bytes = null;
        await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({text}, {number}, {fraction}, {bytes})", Ct), Ct);
        var row = Assert.Single(await made.Db.Query($"SELECT a, b, c, d FROM t", r => (r.TextOrNull(0), r.NumberOrNull(1), r.Fraction(2), r.Utf8(3).Length, r.MomentOrNull(1)), Ct));
        Assert.Equal((null, null, 0.0, 0, null), row);
        await Assert.ThrowsAsync<StatementFailed>(async () => await made.Db.Query($"SELECT a FROM t", r => r.Text(0), Ct));
        Assert.Equal(0, await made.Db.Number($"SELECT b FROM t", Ct));
        Assert.Equal(0, await made.Db.Number($"SELECT b FROM t WHERE 0", Ct));
    }

    [Fact]
    public async Task Moments_flags_and_fractions_come_back()
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (a INTEGER, b INTEGER, c REAL) STRICT");
        var at = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.FromHours(2)).AddMicroseconds(321);
        await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({at}, {true}, {0.1})", Ct), Ct);
        Assert.Equal([(at.ToUniversalTime(), true, 0.1)], await made.Db.Query($"SELECT * FROM t", r => (r.Moment(0), r.Flag(1), r.Fraction(2)), Ct));
    }

    [Fact]
    public async Task Large_blobs_and_texts_come_back()
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (a BLOB, b TEXT, c BLOB) STRICT");
        var bytes = new byte[20_000_000];
        new Random(1).NextBytes(bytes);
        var text = string.Concat(Enumerable.Repeat("ü东🐟", 500_000));
        await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({bytes}, {text}, {Array.Empty<byte>()})", Ct), Ct);
        var (blobSame, textSame, emptyIsNull) = Assert.Single(await made.Db.Query($"SELECT * FROM t", r => (r.Utf8(0).SequenceEqual(bytes), r.Text(1) == text, r.IsNull(2)), Ct));
        Assert.True(blobSame);
        Assert.True(textSame);
        Assert.False(emptyIsNull);
    }

    [Fact]
    public async Task A_row_outside_its_read_function_answers_nothing()
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (v TEXT) STRICT", "INSERT INTO t VALUES ('x')");
        Row? kept = null;
        await made.Db.Query($"SELECT v FROM t", r => kept = r, Ct);
        Assert.Throws<StatementFailed>(() => kept!.Text(0));
        await Assert.ThrowsAsync<StatementFailed>(async () => await made.Db.Query($"SELECT v FROM t", r => r.Number(1), Ct));
    }

    [Fact]
    public async Task Wrong_statements_are_told_with_their_text_and_without_their_values()
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (v TEXT NOT NULL) STRICT");
        var failed = await Assert.ThrowsAsync<StatementFailed>(async () => await made.Db.Query($"SELECT nope FROM t WHERE v = {"secret"}", r => 1, Ct));
        Assert.Contains("nope", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StatementFailed>(async () => await made.Db.Number($"SELECT 1; SELECT 2", Ct));
        await Assert.ThrowsAsync<StatementFailed>(async () => await made.Db.Number($"", Ct));
        await Assert.ThrowsAsync<StatementFailed>(async () => await made.Db.Number($"SELECT ?", Ct));
        await Assert.ThrowsAsync<DatabaseUnavailable>(async () => await made.Db.Number($"DELETE FROM t", Ct));
        string? nothing = null;
        await Assert.ThrowsAsync<StatementFailed>(() => made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({nothing})", Ct), Ct));
    }

    [Fact]
    public async Task More_statements_than_the_cache_holds_all_work()
    {
        await using var made = new TemporaryDatabase(new() { CachedStatements = 3 });
        for (var i = 0; i < 20; i++) Assert.Equal(i + 1, await made.Db.Number(Sql.Raw($"SELECT {i} + 1"), Ct));
        Assert.Equal(1, await made.Db.Number(Sql.Raw("SELECT 0 + 1"), Ct));
    }
}
