namespace Abaca.Server.Data.Migrations;

/// <summary>How far a database is, for <c>abaca db status</c>.</summary>
/// <param name="Applied">What ran, in order.</param>
/// <param name="Pending">What this binary would still run, in order.</param>
/// <param name="Problem">Why it must not be used by this binary; null when it may.</param>
public sealed record SchemaStatus(IReadOnlyList<AppliedMigration> Applied, IReadOnlyList<Migration> Pending, string? Problem)
{
    /// <summary>Whether the service may start on it as it is.</summary>
    public bool Current => Problem is null && Pending.Count == 0;
}

/// <summary>The database and this binary do not fit together. Nothing was changed; the text says what to do.</summary>
public sealed class MigrationRefused(string message, Exception? inner = null) : Exception(message, inner);
