using Abaca.Server.Identity;
using Abaca.Server.Identity.Keystone;
using Abaca.Server.Identity.Memcached;
using Microsoft.Extensions.Logging.Abstractions;

namespace Abaca.Server.Doctor;

/// <summary>
/// The Keystone that tokens come from: reached, trusted, lets the service's own user in and validate, and has the same time; and the memcached
/// servers. It logs in as the service does, which adds a token to Keystone and changes nothing here.
/// </summary>
sealed class KeystoneCheck : ICheck
{
    /// <summary>A Date header has whole seconds, and the answer takes its time.</summary>
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "keystone";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        var (strategy, options) = (context.Options.Authentication.Strategy, context.Options.Authentication.Keystone);
        // What is missing or of the wrong form is said with the configuration.
        if (strategy is not AuthStrategy.Keystone || context.Configuration.Errors.Any(error => error.Option.Section == KeystoneOptions.Name)) return [];
        using var http = KeystoneConnection.Open(options);
        return [.. await OfKeystone(new KeystoneApi(http, options, context.Clock), options, ct), .. await OfServers(options.Cache, context.Clock)];
    }

    static async Task<IReadOnlyList<HealthFinding>> OfKeystone(KeystoneApi api, KeystoneOptions options, CancellationToken ct)
    {
        var at = api.Address.ToString();
        try
        {
            if (await api.LogIn(options.Password!, ct) is not { } login)
            {
                return [HealthFinding.Problem(at, "It does not accept the service's own user.",
                    "Check username, password, project and domains in [keystone_authtoken]; another password there counts without a restart.")];
            }
            var findings = new List<HealthFinding>();
            if (!login.MayValidate)
                findings.Add(HealthFinding.Problem(at, $"The service's own user may not validate tokens: its roles are {string.Join(", ", login.Roles)}.", $"Give it the role service: openstack role add --user {options.User.Name ?? options.User.Id} --project {options.Project.Name ?? options.Project.Id} service"));
            if (login.ClockAhead is { } ahead && ahead.Duration() > Tolerance)
            {
                findings.Add(HealthFinding.Problem(at, string.Create(CultureInfo.InvariantCulture, $"Its clock is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} ours: tokens end too {(ahead > TimeSpan.Zero ? "late" : "early")}."),
                    "Keep the clocks of both machines right with NTP."));
            }
            var said = await api.Judge(login, login.Token, mayBeExpired: false, ct);
            if (said.Verdict != Verdict.Said || said.Principal is null)
                findings.Add(HealthFinding.Problem(login.Validation.ToString(), "It does not take the token that it has just given.", "See that all nodes of Keystone have the same keys, and that the clocks agree."));
            return findings.Count > 0 ? findings : [HealthFinding.Ok(at, $"It lets the service's own user in; tokens are validated at {login.Validation}.")];
        }
        catch (IdentityUnavailable trouble)
        {
            return [HealthFinding.Problem(at, trouble.Message + ".", trouble.Kind switch
            {
                IdentityTrouble.Untrusted => "Name the PEM file of its authority in cafile, [keystone_authtoken].",
                IdentityTrouble.NotAllowed => "Give the service's own user the role service.",
                IdentityTrouble.Strange => "Check auth_url in [keystone_authtoken], and look into Keystone's log.",
                _ => "Check auth_url in [keystone_authtoken], the network, and that Keystone runs. Tokens that are remembered go on meanwhile.",
            })];
        }
    }

    static async Task<IReadOnlyList<HealthFinding>> OfServers(TokenCacheOptions options, TimeProvider clock)
    {
        var findings = new List<HealthFinding>();
        foreach (var place in options.Servers.Select(MemcachedPlace.Of).OfType<MemcachedPlace>())
        {
            using var server = new MemcachedServer(place, options, clock, NullLogger.Instance);
            var answers = await server.Try(async (connection, limit) =>
            {
                await connection.Get("abaca/doctor", limit);
                return true;
            });
            findings.Add(answers ? HealthFinding.Ok(place.Name, "This memcached answers.")
                : HealthFinding.Warning(place.Name, $"This memcached does not answer within {options.Timeout.TotalSeconds} s.", "Start it, or remove it from memcached_servers; meanwhile tokens are asked of Keystone more often."));
        }
        return findings;
    }
}
