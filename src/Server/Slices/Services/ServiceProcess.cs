namespace Abaca.Server.Services;

/// <summary>A process of the service, as it describes itself.</summary>
/// <param name="Owner">Its name in leases: machine, boot, pid namespace, pid and start time.</param>
/// <param name="Host">Its configured host.</param>
/// <param name="Roles">What it does: <c>api</c>, <c>scheduler</c>, <c>share</c>, in this order, with commas between.</param>
/// <param name="Version">Version of its program.</param>
/// <param name="Standby">It has a manager that waits for another of its host to end.</param>
/// <param name="Configuration">A digest of each option that differs from its default and that all processes should have alike, as an object; no secret is in it.</param>
/// <param name="Policy">A digest of its policy; empty where it has none.</param>
public sealed record ServiceProcess(string Owner, string Host, string Roles, string Version, bool Standby, string Configuration, string Policy)
{
    /// <summary>When it started, by the clock of work.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Last sign of life, by the clock of work.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Its process id, as its machine has it.</summary>
    public string Pid => Owner.Split('/') is [_, _, _, var pid, ..] ? pid : "-";

    /// <summary>Whether it does this, too.</summary>
    public bool Does(string role) => Roles.Split(',').Contains(role, StringComparer.Ordinal);
}
