namespace Abaca.Server.Data.Migrations;

/// <summary>A row of <c>schema_migrations</c>.</summary>
/// <param name="Number">As in the file's name.</param>
/// <param name="Name">As in the file's name.</param>
/// <param name="Checksum">Of the script that ran.</param>
/// <param name="AppliedAt">When it ran.</param>
public sealed record AppliedMigration(int Number, string Name, string Checksum, DateTimeOffset AppliedAt);
