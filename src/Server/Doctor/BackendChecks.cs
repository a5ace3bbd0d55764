using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Server.Data;
using Abaca.Server.Hosting;

namespace Abaca.Server.Doctor;

/// <summary>The checks that drivers bring for the configured backends.</summary>
static class BackendChecks
{
    /// <summary>All of them; a driver's complaint about an option is a check that says so.</summary>
    public static IReadOnlyList<ICheck> Of(Visit visit) => [.. visit.Options.Backends.SelectMany((backend, place) => Of(backend, place, visit))];

    static IEnumerable<ICheck> Of(BackendOptions backend, int place, Visit visit)
    {
        var settings = backend.Settings(visit.Options.Node.StatePath, visit.Commands, visit.Clock, new SilentLog()) with
        {
            Scratch = string.Create(CultureInfo.InvariantCulture, $"{visit.Scratch}/{place}"),
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

        public async Task<IReadOnlyList<HealthFinding>> Look(Visit visit, CancellationToken ct) =>
            await check.Look(await Expected(visit, ct), ct);

        async Task<ExpectedShares?> Expected(Visit visit, CancellationToken ct)
        {
            if (await visit.Rows.Current(ct) is not { } db) return null;
            var service = $"{visit.Options.Node.Host}@{section}";
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

        public Task<IReadOnlyList<HealthFinding>> Look(Visit visit, CancellationToken ct) => Task.FromResult<IReadOnlyList<HealthFinding>>([finding]);
    }
}
