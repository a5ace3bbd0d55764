namespace Abaca.Server.Groups;

/// <summary>What the stores of share groups and of their snapshots have in common: rows with a status, a name and a description.</summary>
/// <param name="db">The database.</param>
/// <param name="columns">The columns, over the alias.</param>
/// <param name="table">The table and its alias.</param>
/// <param name="clock">Tells the time of a change.</param>
public abstract class GroupStore<T>(Db db, Columns<T> columns, (string Name, string Alias) table, TimeProvider clock)
    : Store<T>(db, columns, Sql.Raw($"FROM {table.Name} {table.Alias}"), $"{table.Alias}.id") where T : class
{
    /// <summary>Tells the time of a change.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>Moves one from one of the given statuses to another.</summary>
    /// <returns>False when it is in none of them (any more): a conflict for the caller to tell.</returns>
    public async Task<bool> Move(Tx tx, IId id, string to, IReadOnlyCollection<string> from, CancellationToken ct = default)
    {
        GroupStatus.Check(to, from);
        return await tx.Execute(Sql.Of($"{Update} status = {to}, updated_at = {clock.GetUtcNow()} WHERE id = {id.Text} AND status IN ({Sql.List(from)})"), ct) > 0;
    }

    /// <summary>Sets the status whatever it was: an operator's reset.</summary>
    public Task Reset(Tx tx, IId id, string status, CancellationToken ct = default) =>
        tx.Execute(Sql.Of($"{Update} status = {status}, updated_at = {clock.GetUtcNow()} WHERE id = {id.Text}"), ct);

    /// <summary>Sets name and description.</summary>
    public Task Describe(Tx tx, IId id, T of, CancellationToken ct = default) => tx.Execute(
        Sql.Of($"{Update} {Read.Set(of, $"{table.Alias}.name", $"{table.Alias}.description")}, updated_at = {clock.GetUtcNow()} WHERE id = {id.Text}"), ct);

    Sql Update => Sql.Raw($"UPDATE {table.Name} SET");
}
