namespace Abaca.Server.Data.Servers;

/// <summary>Which engine a server runs.</summary>
public enum ServerKind
{
    /// <summary>MariaDB, or MySQL's protocol.</summary>
    MariaDb,

    /// <summary>PostgreSQL.</summary>
    PostgreSql,
}

/// <summary>What an SQLAlchemy URL says of a database server.</summary>
/// <param name="Kind">The engine.</param>
/// <param name="Hosts">Hosts in the order in which they are tried, each with its port or 0 for the usual one; a path for a socket; empty for this machine's usual socket.</param>
/// <param name="User">Who logs in; empty: the user that the process runs as.</param>
/// <param name="Password">Secret.</param>
/// <param name="Name">The database.</param>
/// <param name="Parameters">What stands behind the question mark.</param>
sealed record ServerAddress(
    ServerKind Kind, IReadOnlyList<(string Name, int Port)> Hosts, string User, string Password, string Name, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Reads what stands behind <c>://</c>. On failure the answer is null and the problem says why; it never repeats a password.</summary>
    public static ServerAddress? Read(ServerKind kind, string rest, out string? problem)
    {
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var parameters = ReadParameters(question < 0 ? "" : rest[(question + 1)..]);
        var body = question < 0 ? rest : rest[..question];
        var slash = body.IndexOf('/', body.LastIndexOf('@') + 1);
        var name = slash < 0 ? "" : Uri.UnescapeDataString(body[(slash + 1)..]);
        var authority = slash < 0 ? body : body[..slash];
        var at = authority.LastIndexOf('@');
        var colon = at < 0 ? -1 : authority[..at].IndexOf(':', StringComparison.Ordinal);
        var user = at < 0 ? "" : authority[..(colon < 0 ? at : colon)];
        var hosts = ReadHosts(authority[(at + 1)..], parameters, out problem);
        if (problem is null && name.Length == 0) problem = "The URL of the database names no database: write it as PROTOCOL://USER:PASSWORD@HOST/DATABASE.";
        return problem is not null ? null : new ServerAddress(
            kind, hosts, Uri.UnescapeDataString(user), colon < 0 ? "" : Uri.UnescapeDataString(authority[(colon + 1)..at]), name, parameters);
    }

    /// <summary>A parameter or null.</summary>
    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>For people: never with its password.</summary>
    public override string ToString()
    {
        var hosts = string.Join(',', Hosts.Select(host => host.Port == 0 ? host.Name : string.Create(CultureInfo.InvariantCulture, $"{host.Name}:{host.Port}")));
        return $"{(Kind is ServerKind.MariaDb ? "MariaDB" : "PostgreSQL")} database {Name} at {(hosts.Length == 0 ? "this machine's socket" : hosts)}";
    }

    static Dictionary<string, string> ReadParameters(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            parameters[name] = name == "host" && parameters.TryGetValue(name, out var first) ? $"{first},{value}" : value;
        }
        return parameters;
    }

    // SQLAlchemy takes hosts from the authority, or for PostgreSQL from parameters: ?host=a:5432&host=b:5432, or a directory with a socket.
    static List<(string, int)> ReadHosts(string authority, Dictionary<string, string> parameters, out string? problem)
    {
        problem = null;
        var hosts = new List<(string, int)>();
        var text = authority.Length > 0 ? authority : parameters.GetValueOrDefault("unix_socket") ?? parameters.GetValueOrDefault("host") ?? "";
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var bracket = part.StartsWith('[') ? part.IndexOf(']', StringComparison.Ordinal) : -1;
            var colon = part.StartsWith('/') ? -1 : part.IndexOf(':', Math.Max(bracket, 0));
            var port = 0;
            if (colon >= 0 && !int.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && colon + 1 < part.Length)
                problem = "The port in the URL of the database is no number. A password with : / @ or ? in it is written with percent signs: %3A, %2F, %40, %3F.";
            var name = bracket > 0 ? part[1..bracket] : colon < 0 ? part : part[..colon];
            hosts.Add((name, port));
        }
        return hosts;
    }
}
