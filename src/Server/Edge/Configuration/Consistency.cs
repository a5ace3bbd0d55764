using System.Net;
using Abaca.Server.Messaging;

namespace Abaca.Server.Configuration;

/// <summary>What must hold between options, and what a type alone cannot say.</summary>
static class Consistency
{
    public static IReadOnlyList<Finding> Check(ServiceOptions options, OptionReader reader, IReadOnlyList<IniFile> files)
    {
        var found = new List<(OptionName Option, string Problem, string Remedy)>();
        found.AddRange(Authentication(options));
        found.AddRange(Times(options));
        found.AddRange(Names(options));
        found.AddRange(Urls(options));
        found.AddRange(Broker(options));
        foreach (var (option, problem, remedy) in found) reader.Report(Severity.Error, option, problem, remedy);
        foreach (var (option, url) in Shown(options).Where(shown => options.Api.Tls is not null && shown.Url?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true))
        {
            reader.Report(Severity.Warning, option, $"names plain HTTP ({url}), while the API speaks TLS (osapi_share_use_ssl)",
                "write https://, unless a proxy takes plain HTTP there");
        }
        if (options.Authentication.Strategy == AuthStrategy.Keystone)
        {
            foreach (var (option, problem, remedy) in KeystoneConsistency.Warnings(options.Authentication.Keystone)) reader.Report(Severity.Warning, option, problem, remedy);
        }
        return Notes(options, reader, files);
    }

    /// Addresses that clients are told.
    static IEnumerable<(OptionName Option, string? Url)> Shown(ServiceOptions options) =>
        [(Default("osapi_share_base_URL"), options.Api.BaseUrl), (new OptionName("identity", "public_base"), options.Authentication.PublicBase)];

    static IEnumerable<(OptionName, string, string)> Authentication(ServiceOptions options)
    {
        var strategy = options.Authentication.Strategy;
        if (strategy == AuthStrategy.Keystone)
        {
            foreach (var error in KeystoneConsistency.Errors(options.Authentication.Keystone)) yield return error;
        }
        if (strategy is AuthStrategy.NoAuth or AuthStrategy.NoAuthV2 && !IPAddress.IsLoopback(options.Api.Listen))
        {
            yield return (AuthenticationOptions.StrategyName, $"lets everybody in, and the API would listen on {options.Api.Listen}",
                "listen on 127.0.0.1 (abaca_listen, osapi_share_listen), or write auth_strategy = embedded");
        }
    }

    static IEnumerable<(OptionName, string, string)> Times(ServiceOptions options)
    {
        if (options.Node.ServiceDownTime <= options.Node.ReportInterval)
        {
            yield return (Default("service_down_time"), "is not above report_interval, so that every service would count as down",
                "write at least three times report_interval");
        }
    }

    static IEnumerable<(OptionName, string, string)> Names(ServiceOptions options)
    {
        if (options.Node.Host.Length == 0 || options.Node.Host.AsSpan().IndexOfAny("@# \t") >= 0)
            yield return (Default("host"), "cannot be a host's name", "write a name without blanks, @ and #");
        if (!Path.IsPathRooted(options.Node.StatePath))
            yield return (Default("state_path"), "is not an absolute path", "begin it with /");
        if (!OnePlace(options.Shares.NameTemplate))
            yield return (Default("share_name_template"), "does not hold %s exactly once", "write it like share-%s");
        if (!OnePlace(options.Shares.SnapshotNameTemplate))
            yield return (Default("share_snapshot_name_template"), "does not hold %s exactly once", "write it like share-snapshot-%s");
        var known = string.Join(", ", ShareOptions.Protocols);
        if (options.Shares.EnabledProtocols.Count == 0)
            yield return (Default("enabled_share_protocols"), "is empty, so that no share could be made", "write some of " + known);
        foreach (var protocol in options.Shares.EnabledProtocols.Except(ShareOptions.Protocols, StringComparer.Ordinal))
            yield return (Default("enabled_share_protocols"), $"names the protocol {protocol}, which is not known", "write some of " + known);
    }

    static IEnumerable<(OptionName, string, string)> Urls(ServiceOptions options)
    {
        const string remedy = "write scheme and host, like https://share.example.org";
        if (options.Api.BaseUrl is { } link && !IsWeb(link)) yield return (Default("osapi_share_base_URL"), "is no web address", remedy);
        if (options.Authentication.PublicBase is { } shown && !IsWeb(shown))
            yield return (new OptionName("identity", "public_base"), "is no web address", remedy);
        if (DatabaseUrl.Read(options.Database.Connection, out _) is not { } database || (database.IsFile && !Path.IsPathRooted(database.File)))
        {
            yield return (new OptionName("database", "connection"), "names no database that this release can use",
                "write sqlite:/// and the absolute path of a file, such as sqlite:////var/lib/abaca/abaca.sqlite, or mysql+pymysql://USER:PASSWORD@HOST/DATABASE, or postgresql://USER:PASSWORD@HOST/DATABASE");
        }
    }

    static IEnumerable<(OptionName, string, string)> Broker(ServiceOptions options)
    {
        var told = options.Notifications;
        foreach (var (option, url) in ((OptionName, string)[])[(Default("transport_url"), options.Messaging.TransportUrl), (Notifications("transport_url"), told.TransportUrl)])
        {
            if (url.Length == 0 || BrokerUrl.Read(url, out var problem) is not null) continue;
            var parts = problem!.Split(": ", 2);
            yield return (option, parts[0], parts[1]);
        }
        if (told.Unknown.Count > 0)
            yield return (Notifications("driver"), $"names {string.Join(", ", told.Unknown)}, which this release has not", "write messagingv2, messaging, log or noop");
        if (told.AskForBroker && told.TransportUrl.Length == 0 && options.Messaging.TransportUrl.Length == 0)
            yield return (Notifications("driver"), "asks for a broker, and no transport_url names one", "write transport_url = rabbit://USER:PASSWORD@HOST:5672/VIRTUAL-HOST");
        if (told.Drivers.Count > 0 && told.Topics.Count == 0)
            yield return (Notifications("topics"), "is empty, so that nobody would get a notification", "write topics = notifications");
    }

    static IReadOnlyList<Finding> Notes(ServiceOptions options, OptionReader reader, IReadOnlyList<IniFile> files)
    {
        var opened = reader.IsWritten(Default("abaca_listen")) || reader.IsWritten(Default("osapi_share_listen"));
        if (files.Count == 0 || opened) return [];
        return
        [
            new Finding(Severity.Note, null, Default("abaca_listen"), options.Node.Listen.ToString(),
                "is the default, so that other machines cannot reach the API (Manila's default is ::)", "write abaca_listen = 0.0.0.0 to open it"),
        ];
    }

    static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    static bool OnePlace(string template) =>
        template.Split("%s").Length == 2 && !template.Replace("%s", "", StringComparison.Ordinal).Contains('%') && !template.Contains('/');

    static OptionName Notifications(string key) => new(NotificationOptions.Name, key);

    static OptionName Default(string key) => new(IniFile.Default, key);
}
