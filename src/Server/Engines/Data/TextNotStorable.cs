namespace Abaca.Server.Data;

/// <summary>A text is too long for its column, or holds what the engine cannot keep there: a NUL for PostgreSQL. The caller's mistake.</summary>
public sealed class TextNotStorable(Exception inner) : Exception("A text is too long, or holds a character that cannot be stored.", inner);
