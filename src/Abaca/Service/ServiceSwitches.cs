namespace Abaca.Service;

/// <summary>The switches of oslo.log, as every service of OpenStack takes them: each is an option of section DEFAULT and wins over the files.</summary>
sealed class ServiceSwitches
{
    readonly IReadOnlyList<(string Key, Option<string?> Option)> texts =
    [
        Text("log_file", "--log-file", "--logfile", "Log to this file."),
        Text("log_dir", "--log-dir", "--logdir", "Directory of log files."),
        Text("syslog_log_facility", "--syslog-log-facility", null, "Syslog's facility."),
    ];

    readonly IReadOnlyList<(string Key, Option<bool> On, Option<bool> Off)> flags =
    [
        Flag("debug", "debug", "Log more.", "-d"),
        Flag("use_journal", "use-journal", "Log to systemd's journal."),
        Flag("use_syslog", "use-syslog", "Log to syslog."),
        Flag("use_json", "use-json", "Log one JSON object a line."),
        Flag("use_stderr", "use-stderr", "Log to standard error, too."),
        Flag("watch_log_file", "watch-log-file", "Open the log file anew when it was moved."),
    ];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var (_, option) in texts) command.Options.Add(option);
        foreach (var (_, on, off) in flags)
        {
            command.Options.Add(on);
            command.Options.Add(off);
        }
    }

    /// <summary>Those that were given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Read(ParseResult parsed) =>
    [
        .. from text in texts let value = parsed.GetValue(text.Option) where value is not null select KeyValuePair.Create(text.Key, value!),
        .. from flag in flags where parsed.GetValue(flag.On) || parsed.GetValue(flag.Off) select KeyValuePair.Create(flag.Key, parsed.GetValue(flag.Off) ? "false" : "true"),
    ];

    static (string, Option<string?>) Text(string key, string name, string? other, string help) =>
        (key, new Option<string?>(name, other is null ? [] : [other]) { Description = help });

    static (string, Option<bool>, Option<bool>) Flag(string key, string name, string help, params string[] others) =>
        (key, new Option<bool>("--" + name, others) { Description = help }, new Option<bool>("--no" + name) { Description = $"The inverse of --{name}.", Hidden = true });
}
