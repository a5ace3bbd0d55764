using Abaca.Server.Data;
using Xunit;

namespace Abaca.Tests.Unit.Data;

public sealed class SqliteTransactionTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static Task<TemporaryDatabase> Things() => new TemporaryDatabase().With(
        "CREATE TABLE things (id TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT",
        "CREATE TABLE parts (thing TEXT NOT NULL REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED) STRICT");

    [Fact]
    public async Task A_transaction_sees_its_own_changes_and_others_see_them_after_the_commit()
    {
        await using var made = await Things();
        var (inside, outside) = await made.Db.Transaction(async tx =>
        {
            Assert.Equal(1, await tx.Execute($"INSERT INTO things VALUES ({"a"}, {1})", Ct));
            Assert.Equal(0, await tx.Execute($"UPDATE things SET n = 2 WHERE id = {"none"}", Ct));
            return (await tx.Number($"SELECT count(*) FROM things", Ct), await made.Db.Number($"SELECT count(*) FROM things", Ct));
        }, Ct);
        Assert.Equal((1, 0), (inside, outside));
        Assert.Equal(1, await made.Db.Number($"SELECT count(*) FROM things", Ct));
    }

    [Fact]
    public async Task Changed_rows_are_counted_and_RETURNING_answers()
    {
        await using var made = await Things();
        await made.Db.Transaction(async tx =>
        {
            Assert.Equal(2, await tx.Execute($"INSERT INTO things VALUES ({"a"}, 1), ({"b"}, 2)", Ct));
            Assert.Equal(0, await tx.Execute($"CREATE TABLE other (x INTEGER)", Ct));
            Assert.Equal("a", await tx.First($"UPDATE things SET n = n + 1 RETURNING id", r => r.Text(0), Ct));
            Assert.Equal(5, await tx.Number($"SELECT sum(n) FROM things", Ct));
            Assert.Equal(2, await tx.Execute($"DELETE FROM things", Ct));
        }, Ct);
    }

    [Fact]
    public async Task A_throw_rolls_back_only_its_own_transaction()
    {
        await using var made = await Things();
        var release = new ManualResetEventSlim();
        var first = made.Db.Transaction(tx => { release.Wait(Ct); return tx.Execute($"INSERT INTO things VALUES ({"first"}, 0)", Ct); }, Ct);
        var all = Enumerable.Range(0, 40).Select(i => made.Db.Transaction(async tx =>
        {
            await tx.Execute($"INSERT INTO things VALUES ({"t" + i}, {i})", Ct);
            if (i % 3 == 0) throw new FormatException($"no {i}");
            if (i % 3 == 1) await tx.Execute($"INSERT INTO things VALUES ({"first"}, {i})", Ct);
            return i;
        }, Ct)).ToList();
        release.Set();
        await first;
        for (var i = 0; i < all.Count; i++)
        {
            if (i % 3 == 0) Assert.Equal($"no {i}", (await Assert.ThrowsAsync<FormatException>(() => all[i])).Message);
            else if (i % 3 == 1) await Assert.ThrowsAsync<UniqueViolation>(() => all[i]);
            else Assert.Equal(i, await all[i]);
        }
        var kept = await made.Db.Query($"SELECT n FROM things WHERE id <> {"first"} ORDER BY n", r => (int)r.Number(0), Ct);
        Assert.Equal(Enumerable.Range(0, 40).Where(i => i % 3 == 2), kept);
    }

    [Fact]
    public async Task A_rule_that_fails_only_at_the_commit_fails_only_its_own_transaction()
    {
        await using var made = await Things();
        var release = new ManualResetEventSlim();
        var first = made.Db.Transaction(tx => { release.Wait(Ct); return tx.Execute($"INSERT INTO things VALUES ({"a"}, 0)", Ct); }, Ct);
        var orphan = made.Db.Transaction(tx => tx.Execute($"INSERT INTO parts VALUES ({"nobody"})", Ct), Ct);
        var good = made.Db.Transaction(tx => tx.Execute($"INSERT INTO parts VALUES ({"a"})", Ct), Ct);
        release.Set();
        await first;
        await Assert.ThrowsAsync<StatementFailed>(() => orphan);
        await good;
        Assert.Equal(["a"], await made.Db.Query($"SELECT thing FROM parts", r => r.Text(0), Ct));
    }

    [Fact]
    public async Task Work_that_waits_for_something_else_is_refused_and_rolled_back()
    {
        await using var made = await Things();
        var never = new TaskCompletionSource();
        Tx? kept = null;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => made.Db.Transaction(async tx =>
        {
            kept = tx;
            await tx.Execute($"INSERT INTO things VALUES ({"a"}, 1)", Ct);
            await never.Task;
        }, Ct));
        Assert.Contains("awaited", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.Execute($"DELETE FROM things", Ct));
        Assert.Equal(0, await made.Db.Number($"SELECT count(*) FROM things", Ct));
    }

    [Fact]
    public async Task A_transaction_inside_a_transaction_is_refused()
    {
        await using var made = await Things();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            made.Db.Transaction(tx => made.Db.Transaction(inner => inner.Execute($"DELETE FROM things", Ct), Ct), Ct));
    }

    [Fact]
    public async Task What_is_to_be_done_after_the_commit_is_done_then_and_never_after_a_rollback()
    {
        await using var made = await Things();
        var heard = new List<string>();
        await made.Db.Transaction(async tx =>
        {
            tx.AfterCommit(() => heard.Add($"rows {made.Db.Number($"SELECT count(*) FROM things", Ct).Result}"));
            tx.AfterCommit(() => throw new FormatException("a broken signal"));
            tx.AfterCommit(() => heard.Add("second"));
            await tx.Execute($"INSERT INTO things VALUES ({"a"}, 1)", Ct);
            Assert.Empty(heard);
        }, Ct);
        await Assert.ThrowsAsync<FormatException>(() => made.Db.Transaction<int>(tx =>
        {
            tx.AfterCommit(() => heard.Add("never"));
            throw new FormatException();
        }, Ct));
        await made.Db.Transaction(tx => tx.Execute($"DELETE FROM things", Ct), Ct);
        Assert.Equal(["rows 1", "second"], heard);
    }

    [Fact]
    public async Task A_unique_violation_names_the_columns_and_leaves_the_transaction_usable()
    {
        await using var made = await Things();
        await made.Db.Transaction(async tx =>
        {
            await tx.Execute($"INSERT INTO things VALUES ({"a"}, 1)", Ct);
            var again = await Assert.ThrowsAsync<UniqueViolation>(() => tx.Execute($"INSERT INTO things VALUES ({"a"}, 2)", Ct));
            Assert.Contains("things.id", again.Message, StringComparison.Ordinal);
            await tx.Execute($"INSERT INTO things VALUES ({"b"}, 2)", Ct);
        }, Ct);
        Assert.Equal(2, await made.Db.Number($"SELECT count(*) FROM things", Ct));
    }

    [Fact]
    public async Task A_query_may_run_inside_the_read_function_of_the_same_query()
    {
        await using var made = await Things();
        await made.With("INSERT INTO things VALUES ('a', 1), ('b', 2), ('c', 3)");
        var seen = await made.Db.Transaction(tx => Deeper(tx, "a"), Ct);
        Assert.Equal(["c", "b"], seen);

        static async Task<List<string>> Deeper(Tx tx, string after)
        {
            var found = new List<string>();
            await tx.Query($"SELECT id FROM things WHERE id > {after} ORDER BY id", r =>
            {
                if (after == "a" && r.Text(0) == "b") found.AddRange(Deeper(tx, "b").Result);
                found.Add(r.Text(0));
                return 0;
            }, Ct);
            return found.Distinct().ToList();
        }
    }

    [Fact]
    public async Task Cancelling_before_the_start_means_nothing_happened()
    {
        await using var made = await Things();
        using var cancel = new CancellationTokenSource();
        var release = new ManualResetEventSlim();
        var first = made.Db.Transaction(tx => { release.Wait(Ct); return tx.Execute($"INSERT INTO things VALUES ({"a"}, 0)", Ct); }, Ct);
        var queued = made.Db.Transaction(tx => tx.Execute($"INSERT INTO things VALUES ({"b"}, 0)", Ct), cancel.Token);
        await cancel.CancelAsync();
        release.Set();
        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => made.Db.Transaction(tx => tx.Execute($"DELETE FROM things", Ct), cancel.Token));
        Assert.Equal(1, await made.Db.Number($"SELECT count(*) FROM things", Ct));
    }

    [Fact]
    public async Task Work_runs_with_its_callers_ambient_values_and_leaves_none_behind()
    {
        await using var made = await Things();
        var ambient = new AsyncLocal<string?> { Value = "mine" };
        Assert.Equal("mine", await made.Db.Transaction(tx => { var seen = ambient.Value; ambient.Value = "changed"; return Task.FromResult(seen); }, Ct));
        ambient.Value = null;
        Assert.Null(await made.Db.Transaction(tx => Task.FromResult(ambient.Value), Ct));
    }

    [Fact]
    public async Task A_closed_database_finishes_what_was_queued_and_refuses_more()
    {
        var made = await Things();
        var queued = Enumerable.Range(0, 100).Select(i => made.Db.Transaction(tx => tx.Execute($"INSERT INTO things VALUES ({"t" + i}, {i})", Ct), Ct)).ToList();
        var closing = made.Db.DisposeAsync();
        await Task.WhenAll(queued);
        await closing;
        await Assert.ThrowsAsync<DatabaseUnavailable>(() => made.Db.Transaction(tx => tx.Execute($"DELETE FROM things", Ct), Ct));
        await Assert.ThrowsAsync<DatabaseUnavailable>(async () => await made.Db.Number($"SELECT 1", Ct));
        await made.DisposeAsync();
    }
}
