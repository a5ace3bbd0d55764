namespace Abaca.Server.Services;

/// <summary>The one writer of processes: each says of itself that it lives, and takes its row away when it ends in order.</summary>
public sealed class ProcessStore(Db db, ServiceSettings settings, ProcessOwner owner, TimeProvider work)
{
    /// <summary>How long the row of a process is kept that ended without a word.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>What is read of each.</summary>
    public static readonly Columns<ServiceProcess> Columns = new(c => new ServiceProcess(
        c.Text("owner"), c.Text("host"), c.Text("roles"), c.Text("version"), c.Flag("standby"), c.Text("configuration"), c.Text("policy"))
    {
        StartedAt = c.Moment("started_at"),
        SeenAt = c.Moment("reported_at"),
    });

    /// <summary>Every process that lives or ended a short while ago without a word, by host and roles.</summary>
    public ValueTask<List<ServiceProcess>> All(CancellationToken ct = default) => db.Query(Columns, $"FROM processes ORDER BY host, roles, owner", ct);

    /// <summary>Whether it gave a sign of life recently enough, and is not known to be gone: what runs on this machine is looked at.</summary>
    public bool IsUp(ServiceProcess process) => work.GetUtcNow() - process.SeenAt <= settings.DownAfter && !owner.KnowsToBeGone(process.Owner);

    /// <summary>Whether another process than this one that is up does this for a host.</summary>
    public async Task<bool> AnotherDoes(string role, string host, CancellationToken ct) =>
        (await All(ct)).Exists(other => other.Owner != owner.Text && other.Host == host && other.Does(role) && IsUp(other));

    /// <summary>A sign of life. Rows of those that have been silent for <see cref="Kept"/> go.</summary>
    public Task Report(ServiceProcess process, CancellationToken ct) => db.Transaction(async tx =>
    {
        var now = work.GetUtcNow();
        var known = await tx.Execute(
            $"""
             UPDATE processes SET reported_at = {now}, standby = {process.Standby}, configuration = {process.Configuration}, policy = {process.Policy}
             WHERE owner = {process.Owner}
             """, ct);
        if (known > 0) return;
        await tx.Execute($"DELETE FROM processes WHERE reported_at < {now - Kept}", ct);
        await tx.Execute(
            $"""
             INSERT INTO processes (owner, host, roles, version, standby, configuration, policy, started_at, reported_at)
             VALUES ({process.Owner}, {process.Host}, {process.Roles}, {process.Version}, {process.Standby}, {process.Configuration}, {process.Policy}, {now}, {now})
             """, ct);
    }, ct);

    /// <summary>It ends in order.</summary>
    public Task End(string process, CancellationToken ct) => db.Transaction(tx => tx.Execute($"DELETE FROM processes WHERE owner = {process}", ct), ct);
}
