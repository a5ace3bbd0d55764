namespace Abaca.Cli;

/// <summary>One run of one command: what was typed, the cloud, and where to print.</summary>
sealed class CommandRun : IDisposable
{
    readonly CliSurroundings surroundings;
    readonly CommonOptions common;
    ShareService? cloud;

    /// <summary>Prepares a run; the cloud is looked for at the first use.</summary>
    public CommandRun(ParseResult parse, CliSurroundings surroundings, CommonOptions common, Takes takes)
    {
        Parse = parse;
        this.surroundings = surroundings;
        this.common = common;
        Error = parse.InvocationConfiguration.Error;
        var prints = takes.HasFlag(Takes.Output);
        Print = new Printer(parse.InvocationConfiguration.Output, Error,
            prints ? parse.GetValue(common.Format)! : "table", prints ? parse.GetValue(common.Columns) ?? [] : []);
        Waits = takes.HasFlag(Takes.Wait) && parse.GetValue(common.Wait);
    }

    /// <summary>What was typed.</summary>
    public ParseResult Parse { get; }

    /// <summary>Where errors and progress go.</summary>
    public TextWriter Error { get; }

    /// <summary>Standard input.</summary>
    public TextReader Input => surroundings.Input;

    /// <summary>Asks a person for a secret; null where nobody can be asked.</summary>
    public Func<string, string>? AskSecret => surroundings.AskSecret;

    /// <summary>Prints results.</summary>
    public Printer Print { get; }

    /// <summary>Whether <c>--wait</c> was given.</summary>
    public bool Waits { get; }

    /// <summary>The cloud.</summary>
    /// <exception cref="ClientException">None is configured.</exception>
    public ShareService Cloud => cloud ??= Open();

    /// <summary>Finds things by name or id.</summary>
    public Lookup Find => new(Cloud);

    /// <summary>Finds users, projects and roles by name or id.</summary>
    public IdentityLookup FindIdentity => new(Cloud);

    /// <summary>Waits for work to end.</summary>
    public Waiter Waiter => new(new ProgressLine(Error, surroundings.Live), surroundings.Time, TimeSpan.FromSeconds(Parse.GetValue(common.Timeout)));

    /// <summary>The value of an argument that cannot be absent.</summary>
    public T Get<T>(Argument<T> argument) => Parse.GetValue(argument)!;

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => Parse.GetValue(option);

    /// <summary>Whether an option was typed.</summary>
    public bool Has(Option option) => Parse.GetResult(option) is { Implicit: false };

    ShareService Open()
    {
        var settings = new CloudSettingsReader(surroundings.Process).Read(common.Choice(Parse));
        return new ShareService(settings, surroundings.Connections(settings), surroundings.Time);
    }

    /// <inheritdoc/>
    public void Dispose() => cloud?.Dispose();
}
