namespace Abaca.Server.Data;

/// <summary>
/// The engine refused a statement: a mistake in its text, or a rule of the schema (NOT NULL, CHECK, foreign key) was broken.
/// A bug of ours, not of the database; the text names the statement, never its values.
/// </summary>
public sealed class StatementFailed(string message, Exception? inner = null) : Exception(message, inner);
