namespace Abaca.Server.Replicas;

/// <summary>What the replica slice needs of the configuration.</summary>
/// <param name="UpdateInterval"><c>replica_state_update_interval</c>: how often a replica that is in step is looked at.</param>
/// <param name="PlacementAttempts"><c>scheduler_max_attempts</c>: pools tried before a creation fails.</param>
public sealed record ReplicaSettings(TimeSpan UpdateInterval, int PlacementAttempts);
