namespace Abaca.Server.ShareMigration;

/// <summary>What moves of shares need of the configuration.</summary>
/// <param name="LongestPause"><c>migration_driver_continue_update_interval</c>: longest pause between two looks at a copy.</param>
/// <param name="Watch">How long one operation watches a copy before the next one takes over: well below the deadline of operations.</param>
public sealed record MigrationSettings(TimeSpan LongestPause, TimeSpan Watch);
