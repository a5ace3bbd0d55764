using RabbitMQ.Client;

namespace Abaca.Server.Messaging;

/// <summary>The one connection of a process to a broker, made when it is asked for and made anew when it was lost, to the first node that answers.</summary>
/// <param name="url">Where it is, read anew for each connection: so a password changes without a restart.</param>
/// <param name="tls">How it is spoken to.</param>
public sealed class BrokerConnections(Func<BrokerUrl> url, BrokerTls tls) : IAsyncDisposable
{
    const int Port = 5672, TlsPort = 5671;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim one = new(1);
    IConnection? open;

    /// <summary>Where it goes, for people.</summary>
    public string Place { get; } = url().ToString();

    /// <summary>The open connection.</summary>
    /// <exception cref="IOException">No node answers; the text names each with its reason.</exception>
    public async Task<IConnection> Open(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (open is { IsOpen: true }) return open;
            await End();
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
        await End();
        one.Dispose();
    }

    // A broker that stands still does not answer to a farewell either.
    async Task End()
    {
        if (open is { } old) await old.AbortAsync(Constants.ReplySuccess, "done", Patience);
        open?.Dispose();
        open = null;
    }

    async Task<IConnection> Connect(CancellationToken ct)
    {
        var (reasons, now) = (new List<string>(), url());
        foreach (var node in now.Nodes)
        {
            try
            {
                return await Within(Factory(node, now.VirtualHost), ct);
            }
            catch (Exception no) when (!ct.IsCancellationRequested)
            {
                reasons.Add($"{node}: {Reason(no)}");
            }
        }
        throw new IOException(string.Join("; ", reasons));
    }

    // The client itself waits for ever for the first word of a node that takes connections and says nothing.
    static async Task<IConnection> Within(ConnectionFactory factory, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        var made = factory.CreateConnectionAsync($"abaca {Environment.MachineName}:{Environment.ProcessId}", limit.Token);
        try
        {
            return await made.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            _ = made.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    // What happened stands innermost; around it stands that the broker was not reachable.
    static string Reason(Exception no)
    {
        if (no is OperationCanceledException) return string.Create(CultureInfo.InvariantCulture, $"no answer within {Patience.TotalSeconds} s");
        while (no.InnerException is { } inner) no = inner;
        return no.Message.ReplaceLineEndings(" ");
    }

    ConnectionFactory Factory(BrokerNode node, string virtualHost) => new()
    {
        HostName = node.Host,
        Port = node.Port > 0 ? node.Port : tls.IsUsed ? TlsPort : Port,
        UserName = node.User,
        Password = node.Password,
        VirtualHost = virtualHost,
        AutomaticRecoveryEnabled = false, // the next node is tried in its place
        RequestedConnectionTimeout = Patience,
        HandshakeContinuationTimeout = Patience,
        ContinuationTimeout = Patience,
        RequestedHeartbeat = tls.Heartbeat,
        Ssl = tls.For(node.Host),
    };
}
