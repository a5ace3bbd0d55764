using Abaca.Server.Hosting;

namespace Abaca.Server.Doctor;

/// <summary>The checks that drivers bring for the configured backends.</summary>
static class BackendChecks
{
    /// <summary>All of them; a driver's complaint about an option is a check that says so.</summary>
    public static IReadOnlyList<ICheck> Of(HealthCheckContext context) => [.. context.Options.Backends.SelectMany((backend, place) => Of(backend, place, context))];

    static IEnumerable<ICheck> Of(BackendOptions backend, int place, HealthCheckContext context)
    {
        var settings = backend.Settings(context.Options.Node.StatePath, context.Commands, context.Clock, new SilentLog()) with
        {
            Scratch = string.Create(CultureInfo.InvariantCulture, $"{context.Scratch}/{place}"),
        };
        try
        {
            return [.. backend.Driver.Checks(settings).Select(check => new OfDriver($"{backend.Section}: {check.Name}", backend.Section, check)), new PoolIdentityCheck(backend, settings)];
        }
        catch (OptionException complaint)
        {
            return [new Said($"{backend.Section}: options", ConfigurationCheck.Of(backend.Refused(complaint)))];
        }
    }

    sealed class OfDriver(string name, string section, IBackendCheck check) : ICheck
    {
        static readonly Columns<(string Id, string Status, string? Host)> Columns = new(c => (c.Text("id"), c.Text("status"), c.TextOrNull("host")));

        public string Name => name;

        public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct) =>
            await check.Look(await Expected(context, ct), ct);

        async Task<ExpectedShares?> Expected(HealthCheckContext context, CancellationToken ct)
        {
            if (await context.Rows.Current(ct) is not { } db) return null;
            var service = $"{context.Options.Node.Host}@{section}";
            var rows = (await db.Query(Columns, $"FROM share_instances", ct)).ToLookup(row => row.Host?.Split('#')[0] == service);
            return new ExpectedShares(Set(rows[true].Select(r => r.Id)), Set(rows[true].Where(r => r.Status == "available").Select(r => r.Id)))
            {
                Elsewhere = Set(rows[false].Select(r => r.Id)),
                Section = section,
            };
        }

        static HashSet<string> Set(IEnumerable<string> ids) => ids.ToHashSet(StringComparer.Ordinal);
    }

    sealed class Said(string name, HealthFinding finding) : ICheck
    {
        public string Name => name;

        public Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct) => Task.FromResult<IReadOnlyList<HealthFinding>>([finding]);
    }
}
