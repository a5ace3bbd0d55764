namespace Abaca.Server.Configuration;

/// <summary>Where the log goes, by oslo.log's options.</summary>
public sealed record LogOptions
{
    /// <summary><c>log_file</c>, in <c>log_dir</c> (or the state directory) when it is relative; <c>abaca.log</c> in <c>log_dir</c> when only that is set; null: no file.</summary>
    public required string? File { get; init; }

    /// <summary><c>watch_log_file</c>: open the file anew as soon as it was moved or removed.</summary>
    public required bool Watch { get; init; }

    /// <summary><c>use_journal</c>: systemd's journal.</summary>
    public required bool Journal { get; init; }

    /// <summary><c>use_syslog</c>: syslog.</summary>
    public required bool Syslog { get; init; }

    /// <summary><c>syslog_log_facility</c>: syslog's number.</summary>
    public required int Facility { get; init; }

    /// <summary><c>use_stderr</c>: standard error too.</summary>
    public required bool StandardError { get; init; }

    /// <summary><c>abaca_audit_log_file</c>: who changed what; relative to <c>log_dir</c>; null: nobody asks.</summary>
    public required string? AuditFile { get; init; }

    static readonly OptionSection Section = new(IniFile.Default);
    static readonly OptionName FacilityName = new(IniFile.Default, "syslog_log_facility");

    static readonly Dictionary<string, int> Facilities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kern"] = 0, ["user"] = 1, ["mail"] = 2, ["daemon"] = 3, ["auth"] = 4, ["syslog"] = 5, ["lpr"] = 6, ["news"] = 7, ["uucp"] = 8, ["cron"] = 9,
        ["authpriv"] = 10, ["ftp"] = 11, ["local0"] = 16, ["local1"] = 17, ["local2"] = 18, ["local3"] = 19, ["local4"] = 20, ["local5"] = 21,
        ["local6"] = 22, ["local7"] = 23,
    };

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Text("log_file", null, "File of the log, relative to log_dir; opened anew at SIGHUP. Without file, journal and syslog: standard output.")
            .Was(IniFile.Default, "logfile"),
        Section.Text("log_dir", null, "Directory of log files; the log is abaca.log there when log_file is not set.").Was(IniFile.Default, "logdir"),
        Section.Flag("watch_log_file", false, "Open the log files anew as soon as they were moved or removed, without SIGHUP."),
        Section.Flag("use_journal", false, "Log to systemd's journal."),
        Section.Flag("use_syslog", false, "Log to syslog (/dev/log)."),
        Section.Text(FacilityName.Key, "LOG_USER", "Syslog's facility, such as LOG_DAEMON or local0."),
        Section.Flag("use_stderr", false, "Log to standard error, beside file, journal and syslog."),
        Section.Text("abaca_audit_log_file", null, "File with a line for each request that changes something, relative to log_dir; without it there is none."),
    ];

    internal static LogOptions Read(OptionReader reader)
    {
        var section = reader.In(IniFile.Default);
        // Where the service is started does not matter.
        var state = section.Text("state_path");
        var (directory, file) = (section.TextOrNull("log_dir"), section.TextOrNull("log_file"));
        return new LogOptions
        {
            File = In(state, directory, file ?? (directory is null ? null : "abaca.log")),
            Watch = section.Flag("watch_log_file"),
            Journal = section.Flag("use_journal"),
            Syslog = section.Flag("use_syslog"),
            Facility = FacilityOf(reader, section.Text(FacilityName.Key)),
            StandardError = section.Flag("use_stderr"),
            AuditFile = In(state, directory, section.TextOrNull("abaca_audit_log_file")),
        };
    }

    static int FacilityOf(OptionReader reader, string name)
    {
        var bare = name.StartsWith("LOG_", StringComparison.OrdinalIgnoreCase) ? name[4..] : name;
        if (Facilities.TryGetValue(bare, out var number)) return number;
        reader.Report(Severity.Error, FacilityName, $"\"{name}\" is no facility of syslog", "write LOG_USER, LOG_DAEMON, LOG_LOCAL0 or another");
        return 1;
    }

    static string? In(string state, string? directory, string? file) =>
        file is null ? null : Path.GetFullPath(file, Path.GetFullPath(directory ?? state, Path.GetFullPath(state)));
}
