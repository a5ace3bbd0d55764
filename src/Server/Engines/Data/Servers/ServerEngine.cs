using System.Collections.Concurrent;
using System.Data.Common;

namespace Abaca.Server.Data.Servers;

/// <summary>What a failure of a server means for the statement that met it.</summary>
enum Trouble
{
    /// <summary>The statement is wrong, or breaks a rule of the schema.</summary>
    Statement,

    /// <summary>A text does not fit into its column.</summary>
    Text,

    /// <summary>A unique or primary key exists already.</summary>
    Unique,

    /// <summary>Others were in the way, and the transaction was rolled back: run again, it may well succeed.</summary>
    Conflict,

    /// <summary>The connection is gone, or the server takes none.</summary>
    Lost,

    /// <summary>The server is there and will not serve: wrong password, unknown database, full disk.</summary>
    Refused,
}

/// <summary>What differs between servers, in one place for each: how connections are opened, how statements are spelled, what errors mean.</summary>
abstract class ServerEngine(ServerAddress address, Dialect dialect) : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, string> spelled = new(StringComparer.Ordinal);

    /// <summary>Most spellings that are remembered; those beyond are made anew each time.</summary>
    const int Remembered = 4000;

    /// <summary>Where the database is.</summary>
    public ServerAddress Address => address;

    /// <summary>The engine's words.</summary>
    public Dialect Dialect => dialect;

    /// <summary>Connections for transactions.</summary>
    public abstract DbDataSource Writing { get; }

    /// <summary>Connections for single queries: of a pool of its own, so that a query beside an open transaction never waits for that to end.</summary>
    public abstract DbDataSource Reading { get; }

    /// <summary>Ends a transaction.</summary>
    public static readonly IReadOnlyList<Sql> Commit = [Sql.Raw("COMMIT")];

    /// <summary>Carries signals, where the engine can.</summary>
    public virtual Signalling.ISignalTransport? Signals => null;

    /// <summary>Opens a transaction, waits for its turn among all processes, and leaves a mark in it by which a lost answer to its commit is judged.</summary>
    public abstract IReadOnlyList<Sql> Begin(string mark, DateTimeOffset now);

    /// <summary>Opens a transaction that changes the schema, before which there may be no tables at all.</summary>
    public abstract IReadOnlyList<Sql> BeginSchema { get; }

    /// <summary>Ends such a transaction.</summary>
    public abstract IReadOnlyList<Sql> EndSchema { get; }

    /// <summary>Takes back a transaction that failed.</summary>
    public virtual IReadOnlyList<Sql> RollBack { get; } = [Sql.Raw("ROLLBACK")];

    /// <summary>What a failure means.</summary>
    public abstract Trouble Judge(DbException failure);

    /// <summary>The statement as this engine wants it.</summary>
    public string Spell(string text)
    {
        if (spelled.TryGetValue(text, out var known)) return known;
        var made = Translate(text);
        if (spelled.Count < Remembered) spelled[text] = made;
        return made;
    }

    /// <summary>A parameter with this value.</summary>
    public abstract DbParameter Parameter(object? value);

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Writing.DisposeAsync();
        await Reading.DisposeAsync();
    }

    /// <summary>A failure in the words of <see cref="Db"/>. The statement's text is told, its values never.</summary>
    public Exception Explain(DbException failure, string? statement) => Judge(failure) switch
    {
        Trouble.Text => new TextNotStorable(failure),
        Trouble.Unique => new UniqueViolation(Said(failure), failure),
        Trouble.Statement => new StatementFailed($"{Said(failure)} in: {statement}", failure),
        Trouble.Conflict => new DatabaseConflict($"{Address}: others change the same rows. Nothing was changed; try again.", failure),
        Trouble.Lost => new ConnectionLost($"{Address} cannot be reached: {Said(failure)}. Nothing was changed. Check that the server runs and that this machine reaches it; no restart is needed.", failure),
        _ => new DatabaseUnavailable($"{Address} refuses: {Said(failure)}. Check [database] connection and the server's log.", failure),
    };

    /// <summary>Makes this engine's spelling of a statement.</summary>
    protected abstract string Translate(string text);

    /// <summary>What the server said, without values of rows: those may be a tenant's.</summary>
    protected virtual string Said(DbException failure) => failure.Message.TrimEnd('.');
}
