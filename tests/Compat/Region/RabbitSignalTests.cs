using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Abaca.Server.Messaging;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Region;

/// <summary>Two nodes of RabbitMQ.</summary>
public sealed class TwoRabbits : IAsyncLifetime
{
    internal RabbitServer Server { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Server = await RabbitServer.Start(2);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>Signals through a real RabbitMQ of two nodes: names and passwords with all signs, TLS, and nodes that go.</summary>
public sealed class RabbitSignalTests(TwoRabbits two) : IClassFixture<TwoRabbits>
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signal_reaches_who_listens()
    {
        await using var pair = new Pair(two.Server.Url());
        await pair.Listens();
        await pair.Sender.Send(["one", "two"], Ct);
        Assert.Equal(["one", "two"], [await pair.Next(), await pair.Next()]);
    }

    [Fact]
    public async Task It_is_spoken_to_with_TLS_when_the_authority_is_known_and_not_at_all_when_it_is_another()
    {
        await using var pair = new Pair(two.Server.Url(tls: true), new BrokerTls(true, two.Server.Authority, null, null, TimeSpan.FromSeconds(60)));
        await pair.Listens();
        await pair.Sender.Send(["hidden"], Ct);
        Assert.Equal("hidden", await pair.Next());

        await using var trusting = new Pair(two.Server.Url(tls: true), new BrokerTls(true, null, null, null, TimeSpan.FromSeconds(60)));
        var refused = await Assert.ThrowsAsync<IOException>(() => trusting.Sender.Send(["never"], Ct));
        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
        await using var plain = new Pair(two.Server.Url(tls: true));
        await Assert.ThrowsAsync<IOException>(() => plain.Sender.Send(["never"], Ct));
    }

    [Fact]
    public async Task A_wrong_password_is_said_without_it_and_the_right_one_counts_at_the_next_try()
    {
        var url = two.Server.Url("wrong-secret");
        await using var pair = new Pair(() => url);
        var refused = await Assert.ThrowsAsync<IOException>(() => pair.Sender.Send(["one"], Ct));
        Assert.Contains("ACCESS_REFUSED", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", refused.ToString(), StringComparison.Ordinal);
        url = two.Server.Url();
        await pair.Listens();
        await pair.Sender.Send(["one"], Ct);
        Assert.Equal("one", await pair.Next());
    }

    [Fact]
    public async Task One_that_is_not_there_or_says_nothing_is_named_and_the_next_is_used()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var mute = ((IPEndPoint)silent.LocalEndpoint).Port;
        var away = await Assert.ThrowsAsync<IOException>(() => new RabbitSignals(Pair.To(() => $"rabbit://a:secret@127.0.0.1:1,a:secret@127.0.0.1:{mute}//x", Pair.Plain)).Send(["one"], Ct));
        Assert.Equal(2, away.Message.Split("127.0.0.1:").Length - 1);
        Assert.DoesNotContain("secret", away.ToString(), StringComparison.Ordinal);

        await using var pair = new Pair(two.Server.Url().Replace("://", $"://a:b@127.0.0.1:1,a:b@127.0.0.1:{mute},", StringComparison.Ordinal));
        await pair.Listens();
        await pair.Sender.Send(["one"], Ct);
        Assert.Equal("one", await pair.Next());
    }

    [Fact]
    public async Task When_the_node_in_use_is_killed_the_next_one_is_used_and_when_it_is_back_it_is_a_node_as_before()
    {
        await using var pair = new Pair(two.Server.Url());
        await pair.Listens();
        await two.Server.Kill(0);
        Assert.True(await Deadline.Holds(() => pair.Listening.IsCompleted, Long), "it goes on listening to a node that was killed");
        await Assert.ThrowsAnyAsync<Exception>(() => pair.Listening);
        await pair.Listens();
        await pair.SendUntilTaken("after");
        await two.Server.Restart(0);
        await two.Server.Kill(1);
        await Assert.ThrowsAnyAsync<Exception>(() => pair.Listening.WaitAsync(Long, Ct));
        await pair.Listens();
        await pair.SendUntilTaken("again");
        await two.Server.Restart(1);
    }

    /// <summary>One that sends and one that listens, over connections of their own.</summary>
    sealed class Pair(Func<string> url, BrokerTls tls) : IAsyncDisposable
    {
        readonly RabbitSignals listener = new(To(url, tls));
        readonly Channel<string> received = Channel.CreateUnbounded<string>();
        readonly CancellationTokenSource end = new();

        public Pair(string url, BrokerTls? tls = null) : this(() => url, tls ?? Plain)
        {
        }

        public Pair(Func<string> url) : this(url, Plain)
        {
        }

        public static BrokerTls Plain { get; } = new(false, null, null, null, TimeSpan.FromSeconds(60));

        public RabbitSignals Sender { get; } = new(To(url, tls));

        /// <summary>Ends when the connection does.</summary>
        public Task Listening { get; private set; } = Task.CompletedTask;

        public static BrokerConnections To(Func<string> url, BrokerTls tls) => new(() => BrokerUrl.Read(url(), out var problem) ?? throw new InvalidOperationException(problem), tls);

        /// <summary>Listens, and waits until a signal of its own comes through.</summary>
        public async Task Listens()
        {
            Listening = listener.Receive(name => received.Writer.TryWrite(name), end.Token);
            await SendUntilTaken("trial");
            while (received.Reader.TryRead(out _))
            {
            }
        }

        public async Task SendUntilTaken(string name)
        {
            for (var until = DateTime.UtcNow + Long; ;)
            {
                try
                {
                    if (Listening.IsFaulted) await Listening;
                    await Sender.Send([name], end.Token);
                    using var patience = new CancellationTokenSource(500);
                    while (await received.Reader.ReadAsync(patience.Token) != name)
                    {
                    }
                    return;
                }
                catch (Exception e) when (e is OperationCanceledException or IOException or RabbitMQ.Client.Exceptions.RabbitMQClientException && DateTime.UtcNow < until)
                {
                    if (Listening.IsFaulted) Listening = listener.Receive(one => received.Writer.TryWrite(one), end.Token);
                }
            }
        }

        public async Task<string> Next() => await received.Reader.ReadAsync(Ct).AsTask().WaitAsync(Long, Ct);

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await Task.WhenAny(Listening);
            await listener.DisposeAsync();
            await Sender.DisposeAsync();
            end.Dispose();
        }
    }
}
