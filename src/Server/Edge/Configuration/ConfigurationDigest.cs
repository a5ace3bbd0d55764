using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Abaca.Server.Configuration;

/// <summary>
/// What tells whether two processes have the same configuration, without saying what it is: a digest of each option that was written. Secrets are left
/// out, since a short one could be found by trying; so is what belongs to one machine.
/// </summary>
static class ConfigurationDigest
{
    /// <summary>Options that each process may have otherwise than the others.</summary>
    static readonly HashSet<string> OfOneProcess = new(StringComparer.Ordinal)
    {
        "host", "my_ip", "state_path", "abaca_listen", "abaca_export_address", "osapi_share_listen", "osapi_share_listen_port", "osapi_share_workers", "abaca_metrics_listen",
        "enabled_share_backends", "storage_availability_zone", "debug", "log_file", "log_dir", "watch_log_file", "use_journal", "use_syslog", "syslog_log_facility",
        "use_stderr", "use_json", "abaca_audit_log_file", "ca_file", "cert_file", "key_file", "cafile", "certfile", "keyfile",
    };

    /// <summary>An object from <c>section.option</c> to the first 16 hexadecimal digits of its value's SHA-256.</summary>
    public static string Of(OptionReader reader)
    {
        var digests = new JsonObject();
        foreach (var option in ServiceOptions.Known.Where(Compared).OrderBy(option => $"{option.Section}.{option.Spec.Name}", StringComparer.Ordinal))
        {
            if (!reader.IsWritten(option.Name)) continue;
            var value = reader.Value(option.Name) ?? "";
            digests[$"{option.Section}.{option.Spec.Name}"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..16];
        }
        return digests.ToJsonString();
    }

    // What is repeated is the directories of the policy, which has a digest of its own.
    static bool Compared(KnownOption option) => !option.Repeated && !option.Spec.Secret && !OfOneProcess.Contains(option.Spec.Name);
}
