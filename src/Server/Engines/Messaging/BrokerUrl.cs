namespace Abaca.Server.Messaging;

/// <summary>A node of a broker.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port; 0 for the usual one.</param>
/// <param name="User">Who logs in.</param>
/// <param name="Password">Secret.</param>
public sealed record BrokerNode(string Host, int Port, string User, string Password)
{
    /// <summary>Host and port: never the password.</summary>
    public override string ToString() => Port > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}") : Host;
}

/// <summary>
/// <c>transport_url</c> as oslo.messaging writes it: <c>rabbit://user:password@a:5672,user:password@b:5672/virtual-host</c>
/// (https://docs.openstack.org/oslo.messaging/latest/reference/transport.html).
/// </summary>
/// <param name="Nodes">In the order in which they are tried.</param>
/// <param name="VirtualHost">What stands behind the first slash, which may begin with another; / when nothing does.</param>
public sealed record BrokerUrl(IReadOnlyList<BrokerNode> Nodes, string VirtualHost)
{
    const string Form = "write rabbit://USER:PASSWORD@HOST:5672/VIRTUAL-HOST";

    /// <summary>Reads one. On failure the answer is null and the problem says why; it never repeats a password.</summary>
    public static BrokerUrl? Read(string url, out string? problem)
    {
        problem = null;
        var end = url.IndexOf("://", StringComparison.Ordinal);
        if (end <= 0 || url[..end] is not ("rabbit" or "kombu" or "kombu+rabbit"))
        {
            problem = $"names no broker that this release can use: {Form}";
            return null;
        }
        var rest = url[(end + 3)..];
        if (rest.IndexOfAny(['?', '#']) >= 0)
        {
            problem = "has ? or # in it: write options of the broker in section [oslo_messaging_rabbit], and these signs of a password %3F and %23";
            return null;
        }
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : Uri.UnescapeDataString(rest[(slash + 1)..]);
        var nodes = new List<BrokerNode>();
        foreach (var part in (slash < 0 ? rest : rest[..slash]).Split(','))
        {
            if (Node(part) is { } node) nodes.Add(node);
            else problem = $"has a node without a host, or with a port that is no number: {Form}; signs such as @ : / in a password are written %40 %3A %2F";
        }
        return problem is null ? new BrokerUrl(nodes, host.Length == 0 ? "/" : host) : null;
    }

    /// <summary>For people: never with passwords.</summary>
    public override string ToString() => $"RabbitMQ at {string.Join(',', Nodes)}";

    static BrokerNode? Node(string text)
    {
        var at = text.LastIndexOf('@');
        var login = at < 0 ? ["guest", "guest"] : text[..at].Split(':', 2);
        var place = text[(at + 1)..];
        var colon = place.LastIndexOf(':');
        if (colon >= 0 && place.IndexOf(']', StringComparison.Ordinal) > colon) colon = -1;
        var port = 0;
        if (colon >= 0 && !int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)) return null;
        var host = (colon < 0 ? place : place[..colon]).Trim('[', ']');
        return host.Length == 0 ? null : new BrokerNode(host, port, Uri.UnescapeDataString(login[0]), Uri.UnescapeDataString(login.ElementAtOrDefault(1) ?? ""));
    }
}
