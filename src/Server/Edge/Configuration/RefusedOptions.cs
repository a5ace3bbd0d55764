namespace Abaca.Server.Configuration;

/// <summary>A value of an option that this release does not carry out, although it decides who may do what, or how one connects.</summary>
/// <param name="Section">Section; null: DEFAULT and the sections of backends.</param>
/// <param name="Key">Option.</param>
/// <param name="IsMeant">Whether a value asks for it.</param>
/// <param name="Problem">What is not done, as the end of the sentence "this value …".</param>
/// <param name="Remedy">What to do instead.</param>
sealed record RefusedOption(string? Section, string Key, Predicate<string> IsMeant, string Problem, string Remedy);

/// <summary>
/// Options that are an error instead of silence. Whoever writes one of them counts on it for safety or for being reached; a service that
/// starts without would be open, or closed, where nobody expects it. The values that Manila ships with mean nothing else than what is done here.
/// </summary>
static class RefusedOptions
{
    const string OwnCode = "names code of Manila's, or one's own, that Abaca cannot run";
    const string RemoveOwnCode = "remove it; what it decided must be said by policy, quotas and share types";

    /// <summary>All of them; <c>docs/operators/configuration.md</c> lists them too.</summary>
    public static IReadOnlyList<RefusedOption> All { get; } =
    [
        new(IniFile.Default, "api_paste_config", value => Path.GetFileName(value) != "api-paste.ini",
            "names a pipeline of its own, which could let in or keep out whom it likes; Abaca's is fixed", "remove it; auth_strategy and policy_file say who may do what"),
        new(IniFile.Default, "use_forwarded_for", IsTrue, "would believe X-Forwarded-For from everybody",
            "write [oslo_middleware] enable_proxy_headers_parsing = true, and the proxies in [DEFAULT] abaca_trusted_proxies"),
        new("oslo_middleware", "http_basic_auth_user_file", IsAny, "asks for HTTP basic authentication, which is not done", "remove it; users are those of the identity service"),
        new("oslo_middleware", "secure_proxy_ssl_header", value => !value.Equals("X-Forwarded-Proto", StringComparison.OrdinalIgnoreCase),
            "names another header than X-Forwarded-Proto, which alone is read", "let the proxy send X-Forwarded-Proto"),
        new("cors", "allowed_origin", IsAny, "lets pages of other origins use the API from browsers, which is not done",
            "remove it, and let a proxy in front answer for other origins, or serve the pages from the API's own"),
        new("healthcheck", "allowed_source_ranges", IsAny, "restricts who may ask for /healthcheck, which is not done: everybody may, and learns no more than OK",
            "remove it, or restrict the path in a proxy or a firewall"),
        new("healthcheck", "ignore_proxied_requests", IsTrue, "hides /healthcheck from requests through a proxy, which is not done", "remove it, or hide the path in the proxy"),
        new("healthcheck", "disable_by_file_path", value => value != "/etc/manila/healthcheck_disable", "names another file than the one that is looked at",
            "use /etc/manila/healthcheck_disable to take the service out of a balancer"),
        new(IniFile.Default, "share_api_class", Not("manila.share.api.API"), OwnCode, RemoveOwnCode),
        new(IniFile.Default, "share_manager", Not("manila.share.manager.ShareManager"), OwnCode, RemoveOwnCode),
        new(IniFile.Default, "scheduler_manager", Not("manila.scheduler.manager.SchedulerManager"), OwnCode, RemoveOwnCode),
        new(IniFile.Default, "data_manager", Not("manila.data.manager.DataManager"), OwnCode, RemoveOwnCode),
        new(IniFile.Default, "db_driver", Not("manila.db"), OwnCode, RemoveOwnCode),
        new(IniFile.Default, "db_backend", Not("sqlalchemy"), OwnCode, RemoveOwnCode),
        new(IniFile.Default, "osapi_share_extension", Not("manila.api.contrib.standard_extensions"), OwnCode, RemoveOwnCode),
        new(IniFile.Default, "quota_driver", Not("manila.quota.DbQuotaDriver"), "names another judge of quotas than the database's", "remove it; quotas are kept in the database"),
        new("quota", "driver", Not("manila.quota.DbQuotaDriver"), "names another judge of quotas than the database's", "remove it; quotas are kept in the database"),
        new(null, "hook_drivers", IsAny, "names code that Manila runs before and after actions on shares, which Abaca cannot run", RemoveOwnCode),
        new(null, "unmanage_remove_access_rules", IsTrue, "withdraws access when a share is unmanaged, which is not done: its rules stay in force on the storage",
            "remove it, and withdraw the rules before a share is unmanaged"),
    ];

    /// <summary>Errors, one for each value that counts and is refused.</summary>
    /// <param name="layers">What is written.</param>
    /// <param name="files">The files, for sections with names of their own.</param>
    /// <param name="backends">Sections of backends.</param>
    public static IReadOnlyList<Finding> Check(Layers layers, IReadOnlyList<IniFile> files, IReadOnlyList<string> backends)
    {
        var origins = files.SelectMany(file => file.Sections).Select(section => IniFile.Normalized(section.Name)).Where(IsOrigin).Distinct().ToList();
        return
        [
            .. from refused in All
               from section in refused.Section switch { null => [IniFile.Default, .. backends], "cors" => ["cors", .. origins], var one => (IReadOnlyList<string>)[one] }
               let written = layers.Find(new OptionName(section, refused.Key))
               where written is not null
               let value = (written.IsQuoted ? written.Value : TrailingComment.Cut(written.Value)).Trim()
               where refused.IsMeant(value)
               select new Finding(Severity.Error, written.Place, written.Option, value, refused.Problem, refused.Remedy),
        ];
    }

    /// <summary>Whether a section is one of oslo.middleware's for an origin of its own: <c>[cors.subdomain]</c>.</summary>
    public static bool IsOrigin(string section) => section.StartsWith("cors.", StringComparison.Ordinal);

    static bool IsAny(string value) => value.Length > 0;

    static bool IsTrue(string value) => Conversion.Flag(value) == true;

    static Predicate<string> Not(string shipped) => value => value.Length > 0 && value != shipped;
}
