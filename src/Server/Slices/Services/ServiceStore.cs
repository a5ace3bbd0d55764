namespace Abaca.Server.Services;

/// <summary>The one writer of services: their signs of life, and what operators decide about them.</summary>
public sealed class ServiceStore(
    Db db, ZoneStore zones, ServiceSettings settings, TimeProvider clock, ExpectedBackends? expected = null, TimeProvider? work = null)
{
    // As stored: signs of life by the clock of work.
    static readonly Columns<Service> Columns = new(c => new Service(
        c.Number("id"), c.Text("host"), c.Text("service_binary"), c.Text("zone"), c.Flag("disabled"), c.TextOrNull("disabled_reason"), c.Flag("stopped"),
        c.Flag("ensuring"), default)
    {
        SeenAt = c.Moment("reported_at"),
        Trouble = c.TextOrNull("trouble"),
        Unfit = c.Flag("unfit"),
    });

    DateTimeOffset WorkTime => (work ?? clock).GetUtcNow();

    /// <summary>Every service, by host and binary.</summary>
    public async ValueTask<List<Service>> All(CancellationToken ct = default) => (await db.Query(Columns, $"FROM services ORDER BY id", ct)).ConvertAll(Shown);

    /// <summary>A service, or null.</summary>
    public async ValueTask<Service?> Find(string host, string binary, CancellationToken ct = default) =>
        await db.First(Columns, $"FROM services WHERE host = {host} AND service_binary = {binary}", ct) is { } service ? Shown(service) : null;

    /// <summary>Whether the service gave a sign of life recently enough.</summary>
    public bool IsUp(Service service) => service.IsUp(WorkTime, settings.DownAfter);

    /// <summary>Whether work for it will be done: it is up, or a backend of this process that is still starting.</summary>
    public bool IsUpOrComes(Service service) => IsUp(service) || (expected?.Has(service.Host) ?? false);

    /// <summary>A sign of life of a service that takes work. The first one makes the service known, and the zone with it.</summary>
    /// <param name="host">Host, or <c>host@backend</c>.</param>
    /// <param name="binary">See <see cref="ServiceBinary"/>.</param>
    /// <param name="zone">Availability zone it serves.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="trouble">What is wrong and may pass, for operators; null: nothing.</param>
    public Task Report(string host, string binary, string zone, CancellationToken ct = default, string? trouble = null) => db.Transaction(async tx =>
    {
        var now = clock.GetUtcNow();
        await zones.Ensure(tx, zone, ct);
        var known = await tx.Execute(
            $"""
             UPDATE services SET reported_at = {WorkTime}, updated_at = {now}, zone = {zone}, stopped = {false}, trouble = {trouble}, unfit = {false}
             WHERE host = {host} AND service_binary = {binary}
             """, ct);
        if (known == 0) await Add(tx, (host, binary, zone), trouble, unfit: false, ct);
    }, ct);

    /// <summary>
    /// A service takes no work, and why: it is down from now on, until its next sign of life. One that was never heard of is known from now on, too.
    /// </summary>
    /// <param name="host">Host, or <c>host@backend</c>.</param>
    /// <param name="binary">See <see cref="ServiceBinary"/>.</param>
    /// <param name="zone">Availability zone it would serve.</param>
    /// <param name="trouble">Why, for operators; never holds a secret.</param>
    /// <param name="ct">Cancellation.</param>
    public Task TakesNoWork(string host, string binary, string zone, string trouble, CancellationToken ct = default) => db.Transaction(async tx =>
    {
        await zones.Ensure(tx, zone, ct);
        var known = await tx.Execute(
            $"""
             UPDATE services SET updated_at = {clock.GetUtcNow()}, zone = {zone}, stopped = {false}, trouble = {trouble}, unfit = {true}
             WHERE host = {host} AND service_binary = {binary}
             """, ct);
        if (known == 0) await Add(tx, (host, binary, zone), trouble, unfit: true, ct);
    }, ct);

    Task Add(Tx tx, (string Host, string Binary, string Zone) service, string? trouble, bool unfit, CancellationToken ct) => tx.Execute(
        $"""
         INSERT INTO services (host, service_binary, topic, zone, reported_at, created_at, trouble, unfit)
         VALUES ({service.Host}, {service.Binary}, {service.Binary}, {service.Zone}, {WorkTime}, {clock.GetUtcNow()}, {trouble}, {unfit})
         """, ct);

    /// <summary>The service ends in order: it is shown as stopped at once instead of as down after a while.</summary>
    public Task Stop(string host, string binary, CancellationToken ct = default) => db.Transaction(
        tx => tx.Execute($"UPDATE services SET stopped = {true} WHERE host = {host} AND service_binary = {binary}", ct), ct);

    /// <summary>Takes a service out of use for new work, or back.</summary>
    /// <returns>False when there is no such service.</returns>
    public Task<bool> SetDisabled(string host, string binary, bool disabled, string? reason, CancellationToken ct = default) => db.Transaction(
        async tx => await tx.Execute(
            $"""
             UPDATE services SET disabled = {disabled}, disabled_reason = {reason}, updated_at = {clock.GetUtcNow()}
             WHERE host = {host} AND service_binary = {binary}
             """, ct) > 0, ct);

    /// <summary>Forgets a service that will not come back; when it does, its first sign of life makes it known again.</summary>
    /// <returns>False when there is no such service.</returns>
    public Task<bool> Forget(string host, string binary, CancellationToken ct = default) => db.Transaction(
        async tx => await tx.Execute($"DELETE FROM services WHERE host = {host} AND service_binary = {binary}", ct) > 0, ct);

    // Stored by the clock of work, shown in the time of day.
    Service Shown(Service stored) => stored with { ReportedAt = stored.SeenAt + (clock.GetUtcNow() - WorkTime) };
}
