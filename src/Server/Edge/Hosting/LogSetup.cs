using Microsoft.AspNetCore.Builder;

namespace Abaca.Server.Hosting;

/// <summary>Sends the log where the options want it.</summary>
static class LogSetup
{
    /// <summary>File, journal, syslog and standard error, each when it is asked for; else standard output.</summary>
    /// <exception cref="OptionException">A file cannot be written.</exception>
    public static void AddServiceLog(this WebApplicationBuilder builder, ServiceOptions options)
    {
        var outputs = Outputs(options.Log);
        builder.Logging.ClearProviders();
        var audit = options.Log.AuditFile is { } path ? Opened(path, options.Log.Watch, "abaca_audit_log_file") : null;
        builder.Services.AddSingleton<ILoggerProvider>(_ => new ServiceLog(outputs, TimeProvider.System, audit));
        if (audit is not null) builder.Services.AddSingleton(new AuditLog(audit, TimeProvider.System));
        builder.Logging.SetMinimumLevel(options.Node.Debug ? LogLevel.Debug : LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Its level decides whether every request gets an activity and a scope, which nobody here reads; requests have their own ids.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    static List<ILogOutput> Outputs(LogOptions log)
    {
        var outputs = new List<ILogOutput>();
        if (log.File is { } path) outputs.Add(new FileOutput(Opened(path, log.Watch, "log_file")));
        if (log.Journal) outputs.Add(new JournalOutput(new DatagramSocket(JournalOutput.Path)));
        if (log.Syslog) outputs.Add(new SyslogOutput(new DatagramSocket(SyslogOutput.Path), log.Facility));
        if (log.StandardError) outputs.Add(new StreamOutput(Console.OpenStandardError()));
        if (outputs.Count == 0) outputs.Add(new StreamOutput(Console.OpenStandardOutput()));
        return outputs;
    }

    static LogFile Opened(string path, bool watch, string option)
    {
        var file = new LogFile(path, watch);
        file.Open(option);
        return file;
    }
}
