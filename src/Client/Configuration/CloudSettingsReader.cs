namespace Abaca.Client;

/// <summary>
/// Finds the cloud to talk to. In order: the named cloud (<c>--os-cloud</c>, <c>OS_CLOUD</c>), the <c>OS_*</c> variables,
/// the only cloud of a clouds.yaml in the usual places, the clouds.yaml that a service on this machine wrote into its
/// state directory. Command-line choices win over all of them.
/// </summary>
/// <param name="surroundings">Environment and directories.</param>
public sealed class CloudSettingsReader(ProcessSurroundings surroundings)
{
    /// <summary>Reads the settings.</summary>
    /// <param name="choice">What the command line said.</param>
    /// <exception cref="ClientException">Nothing is configured, or what is configured cannot be used.</exception>
    public CloudSettings Read(CloudChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return WithChoices(Source(choice).Settings(), choice);
    }

    SettingsSource Source(CloudChoice choice)
    {
        if ((choice.Cloud ?? Variable("OS_CLOUD")) is { } name) return Named(choice, name);
        if (choice.StateDirectory is { } state)
            return OfState([state]) ?? throw NoState(state);
        if (SettingsSource.VariablesSayWhere(Variable)) return SettingsSource.OfEnvironment(Variable);
        if (CloudsFile.Find(SearchPath()) is { Clouds: [var only] } file) return SettingsSource.OfCloud(file, only.Key);
        return OfState(StateDirectories()) ?? throw NothingConfigured();
    }

    SettingsSource Named(CloudChoice choice, string name)
    {
        var state = choice.StateDirectory is { } given ? [given] : StateDirectories();
        var usual = choice.StateDirectory is null ? CloudsFile.Find(SearchPath()) : null;
        if (usual is not null && usual.Clouds.Any(cloud => cloud.Key == name)) return SettingsSource.OfCloud(usual, name);
        foreach (var directory in state)
            if (CloudsFile.Find([directory]) is { } local && local.Clouds.Any(cloud => cloud.Key == name)) return SettingsSource.OfCloud(local, name);
        if (usual is not null) return SettingsSource.OfCloud(usual, name);
        var hidden = CloudsFile.Unreadable([.. SearchPath(), .. state]);
        throw new ClientException(Trouble.Misconfigured, $"cloud '{name}' was asked for, but no clouds.yaml {(hidden is null ? "was found" : "can be read")}")
        {
            Where = hidden ?? string.Join(", ", [.. SearchPath(), .. state]),
            Remedy = hidden is null ? "write a clouds.yaml into one of these directories, or set the OS_* variables instead" : OfAnother(hidden),
        };
    }

    /// <summary>A service writes several users; the one named "abaca", else the first, is the one to work with.</summary>
    static SettingsSource? OfState(IEnumerable<string> directories)
    {
        foreach (var directory in directories)
        {
            if (CloudsFile.Find([directory]) is not { Clouds: [var first, ..] } file) continue;
            return SettingsSource.OfCloud(file, file.Clouds.Any(cloud => cloud.Key == "abaca") ? "abaca" : first.Key);
        }
        return null;
    }

    IReadOnlyList<string> SearchPath()
    {
        if (Variable("OS_CLIENT_CONFIG_FILE") is { } file) return [Path.GetDirectoryName(Path.GetFullPath(file, surroundings.WorkingDirectory ?? "/")) ?? "/"];
        var configuration = Variable("XDG_CONFIG_HOME") ?? AtHome(".config");
        string?[] places = [surroundings.WorkingDirectory, configuration is null ? null : Path.Combine(configuration, "openstack"), surroundings.SystemDirectory];
        return [.. places.OfType<string>()];
    }

    IReadOnlyList<string> StateDirectories()
    {
        if (Variable("ABACA_STATE") is { } state) return [state];
        var own = Variable("XDG_STATE_HOME") ?? AtHome(".local/state");
        return own is null ? [surroundings.SystemState] : [surroundings.SystemState, Path.Combine(own, "abaca")];
    }

    string? AtHome(string place) => surroundings.Home is { } home ? Path.Combine(home, place) : null;

    static CloudSettings WithChoices(CloudSettings settings, CloudChoice choice)
    {
        if (choice.Project is { } project)
        {
            var old = settings.Scope.Project;
            var named = LooksLikeId(project) ? old with { Id = project, Name = null } : old with { Id = null, Name = project };
            settings = settings with { Scope = new Scope(named, null, null, null) };
        }
        return settings with
        {
            Region = choice.Region ?? settings.Region,
            Interface = choice.Interface is { } given ? SettingsSource.InterfaceNamed(given) : settings.Interface,
            Endpoint = choice.Endpoint is { } endpoint ? SettingsSource.Address(endpoint, "--os-endpoint") : settings.Endpoint,
            Tls = settings.Tls with { Verify = settings.Tls.Verify && !choice.Insecure, CaFile = choice.CaFile ?? settings.Tls.CaFile },
            Cap = choice.Cap is { } cap ? SettingsSource.Version(cap, "--os-share-api-version") : settings.Cap,
        };
    }

    static bool LooksLikeId(string text) => Guid.TryParseExact(text, "N", out _) || Guid.TryParseExact(text, "D", out _);

    string? Variable(string name) => surroundings.Variable(name) is { Length: > 0 } value ? value : null;

    static string OfAnother(string hidden) =>
        $"only its owner may read {hidden}: run as that user (sudo), or have yourself given a user of your own (abaca identity user create) and a clouds.yaml with it";

    static ClientException NoState(string directory) => new(Trouble.Misconfigured, $"no readable clouds.yaml in the state directory {directory}")
    {
        Where = directory,
        Remedy = "start the service with 'abaca serve', or run as the user who owns the directory",
    };

    ClientException NothingConfigured()
    {
        var hidden = CloudsFile.Unreadable(StateDirectories());
        var several = CloudsFile.Find(SearchPath());
        return new ClientException(Trouble.Misconfigured, several is { Clouds.Count: > 1 }
            ? $"{several.Path} holds several clouds, and none was chosen"
            : "no cloud is configured, and no service of this machine has left its settings")
        {
            Where = several?.Path ?? hidden ?? string.Join(", ", StateDirectories()),
            Remedy = several is { Clouds.Count: > 1 } ? $"set OS_CLOUD or give --os-cloud with one of: {string.Join(", ", several.Clouds.Select(c => c.Key))}"
                : hidden is not null ? OfAnother(hidden)
                : "start a service with 'abaca serve', or set OS_CLOUD, or set OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_PROJECT_NAME",
        };
    }
}
