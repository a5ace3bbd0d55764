using System.Runtime.InteropServices;
using System.Text;

namespace Abaca.Server.Hosting;

/// <summary>The log for people: what is logged becomes one line with the id of its request, and goes to every output.</summary>
sealed class ServiceLog : ILoggerProvider, ISupportExternalScope
{
    readonly IReadOnlyList<ILogOutput> outputs;
    readonly TimeProvider time;
    readonly Repetitions repetitions;
    readonly ITimer upkeep;
    readonly PosixSignalRegistration hangUp;
    IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    /// <summary>A log with these outputs. At SIGHUP files are opened anew, that of the audit too.</summary>
    public ServiceLog(IReadOnlyList<ILogOutput> outputs, TimeProvider time, LogFile? audit = null)
    {
        (this.outputs, this.time) = (outputs, time);
        repetitions = new Repetitions(time);
        upkeep = time.CreateTimer(_ => Write(repetitions.Due()), null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true; // it would end the process otherwise
            foreach (var output in outputs) output.Reopen();
            audit?.Reopen();
        });
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Area(this, AreaOf(categoryName));

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
        hangUp.Dispose();
        upkeep.Dispose();
        foreach (var output in outputs) output.Dispose();
    }

    void Write(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
        {
            foreach (var output in outputs) output.Write(line);
        }
    }

    void Log<TState>(string area, LogLevel level, TState state, Exception? exception, string text)
    {
        if (exception is not null) text = $"{text} {(text.EndsWith('.') ? "" : ": ")}{Words(exception, level >= LogLevel.Error)}";
        var line = new LogLine(time.GetUtcNow(), level, area, RequestOf(state), LogLine.Flat(text));
        if (repetitions.Pass(line, () => Constant(area, state, exception)) is { } now) Write([now]);
    }

    // Namespaces are parts of the service; names of classes mean nothing to who reads the log.
    static string AreaOf(string category) => category.Split('.') switch
    {
        ["Abaca", "Server" or "Drivers", var part, ..] => $"abaca.{part.ToLowerInvariant()}",
        ["Abaca", var part, ..] => $"abaca.{part.ToLowerInvariant()}",
        [var first, ..] => first.ToLowerInvariant(),
        [] => category,
    };

    string? RequestOf<TState>(TState state)
    {
        if (Request(state) is { } own) return own;
        var found = new Found();
        scopes.ForEachScope((scope, seen) => seen.Request = Request(scope) ?? seen.Request, found);
        return found.Request;
    }

    static string? Request(object? values)
    {
        if (values is not IEnumerable<KeyValuePair<string, object?>> pairs) return null;
        foreach (var (name, value) in pairs)
        {
            if (name == "RequestId" && value is string { Length: > 0 } id) return id;
        }
        return null;
    }

    // What happened without its numbers: counts, sizes and durations differ from time to time.
    static string Constant<TState>(string area, TState state, Exception? exception)
    {
        var constant = new StringBuilder(area);
        if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            foreach (var (_, value) in pairs)
            {
                if (value is not (int or long or double or TimeSpan or DateTimeOffset)) constant.Append('\n').Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }
        return constant.Append('\n').Append(exception?.GetType().Name).Append(exception?.Message).ToString();
    }

    // Where it happened is for whoever mends a fault; for trouble that is expected the words do.
    static string Words(Exception exception, bool withPlaces)
    {
        var words = new StringBuilder();
        for (var e = exception; e is not null; e = e.InnerException) words.Append(words.Length > 0 ? " <- " : "").Append($"{e.GetType().Name}: {e.Message}");
        if (withPlaces && exception.StackTrace is { } places) words.Append(" | ").Append(places);
        return words.ToString();
    }

    sealed class Found
    {
        public string? Request { get; set; }
    }

    sealed class Area(ServiceLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Log(name, logLevel, state, exception, formatter(state, exception));
        }
    }
}
