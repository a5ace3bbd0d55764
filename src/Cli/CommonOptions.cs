namespace Abaca.Cli;

/// <summary>The options that many commands share: which cloud, how to print, how long to wait.</summary>
sealed class CommonOptions
{
    /// <summary>A named cloud.</summary>
    public Option<string?> Cloud { get; } = Recursive("--os-cloud", "NAME", "Cloud of clouds.yaml to use (OS_CLOUD)");

    /// <summary>A service on this machine.</summary>
    public Option<string?> StateDirectory { get; } = Recursive("--state-dir", "DIR", "Use the service on this machine with this state directory (ABACA_STATE)");

    /// <summary>The region.</summary>
    public Option<string?> Region { get; } = Recursive("--os-region-name", "NAME", "Region to use (OS_REGION_NAME)");

    /// <summary>The interface.</summary>
    public Option<string?> Interface { get; } = Recursive("--os-interface", "NAME", "public, internal or admin (OS_INTERFACE)");

    /// <summary>The project.</summary>
    public Option<string?> Project { get; } = Recursive("--os-project", "NAME|ID", "Project to work in instead of the configured one");

    /// <summary>The address.</summary>
    public Option<string?> Endpoint { get; } = Recursive("--os-endpoint", "URL", "Address of the share service, instead of the catalog's (OS_ENDPOINT)");

    /// <summary>Trusted certificates.</summary>
    public Option<string?> CaFile { get; } = Recursive("--os-cacert", "FILE", "Certificates to trust, PEM (OS_CACERT)");

    /// <summary>Any certificate.</summary>
    public Option<bool> Insecure { get; } = new("--insecure") { Description = "Accept any certificate", Recursive = true };

    /// <summary>A cap on the version.</summary>
    public Option<string?> Cap { get; } = Recursive("--os-share-api-version", "2.N", "Speak no newer version than this (OS_SHARE_API_VERSION)");

    /// <summary>How to print.</summary>
    public Option<string> Format { get; } = FormatOption();

    /// <summary>What to print.</summary>
    public Option<string[]> Columns { get; } = new("--column", "-c") { Description = "Print only this column or field; may be repeated", HelpName = "NAME", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    /// <summary>Wait for the end.</summary>
    public Option<bool> Wait { get; } = new("--wait") { Description = "Wait until the work has ended, and show how it goes" };

    /// <summary>For how long.</summary>
    public Option<int> Timeout { get; } = TimeoutOption();

    /// <summary>Adds the options that choose a cloud to a top-level command.</summary>
    public void AddConnection(Command command)
    {
        foreach (Option option in (Option[])[Cloud, StateDirectory, Project, Region, Interface, Endpoint, CaFile, Insecure, Cap])
            command.Options.Add(option);
    }

    /// <summary>What a command line says about the cloud.</summary>
    public CloudChoice Choice(ParseResult parse) => new(
        parse.GetValue(Cloud), parse.GetValue(StateDirectory), parse.GetValue(Region), parse.GetValue(Interface), parse.GetValue(Project),
        parse.GetValue(Endpoint), parse.GetValue(CaFile), parse.GetValue(Insecure), parse.GetValue(Cap));

    static Option<string?> Recursive(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Recursive = true };

    static Option<string> FormatOption()
    {
        var option = new Option<string>("--format", "-f") { Description = "table, json or value", DefaultValueFactory = _ => "table", HelpName = "FORMAT" };
        option.AcceptOnlyFromAmong("table", "json", "value");
        return option;
    }

    static Option<int> TimeoutOption()
    {
        var option = new Option<int>("--timeout") { Description = "Seconds to wait at most", DefaultValueFactory = _ => 600, HelpName = "SECONDS" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var seconds) || seconds < 1)) result.AddError("--timeout takes a number of seconds, 1 or more");
        });
        return option;
    }
}
