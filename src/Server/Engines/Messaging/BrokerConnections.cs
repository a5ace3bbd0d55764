using RabbitMQ.Client;

namespace Abaca.Server.Messaging;

/// <summary>The one connection of a process to its broker, made when it is asked for and made anew when it was lost, to the first node that answers.</summary>
sealed class BrokerConnections(BrokerUrl url, BrokerTls tls) : IAsyncDisposable
{
    const int Port = 5672, TlsPort = 5671;

    readonly SemaphoreSlim one = new(1);
    IConnection? open;

    /// <summary>Where it goes, for people.</summary>
    public string Place => url.ToString();

    /// <summary>The open connection.</summary>
    /// <exception cref="IOException">No node answers; the text names each with its reason.</exception>
    public async Task<IConnection> Open(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (open is { IsOpen: true }) return open;
            if (open is not null) await open.DisposeAsync();
            open = null;
            return open = await Connect(ct);
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (open is not null) await open.DisposeAsync();
        one.Dispose();
    }

    async Task<IConnection> Connect(CancellationToken ct)
    {
        var reasons = new List<string>();
        foreach (var node in url.Nodes)
        {
            try
            {
                return await Factory(node).CreateConnectionAsync($"abaca {Environment.MachineName}:{Environment.ProcessId}", ct);
            }
            catch (Exception no) when (no is RabbitMQ.Client.Exceptions.RabbitMQClientException or IOException or System.Net.Sockets.SocketException)
            {
                reasons.Add($"{node.Host}: {(no.InnerException ?? no).Message}");
            }
        }
        throw new IOException(string.Join("; ", reasons));
    }

    ConnectionFactory Factory(BrokerNode node) => new()
    {
        HostName = node.Host,
        Port = node.Port > 0 ? node.Port : tls.IsUsed ? TlsPort : Port,
        UserName = node.User,
        Password = node.Password,
        VirtualHost = url.VirtualHost,
        AutomaticRecoveryEnabled = false, // the next node is tried in its place
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        RequestedHeartbeat = tls.Heartbeat,
        Ssl = tls.For(node.Host),
    };
}
