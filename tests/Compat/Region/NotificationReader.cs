using System.Collections.Concurrent;
using System.Text.Json;
using Abaca.Server.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Abaca.Tests.Compat.Region;

/// <summary>A consumer of notifications, as metering is one: takes all of a queue that is there, and forgets what it has seen before.</summary>
sealed class NotificationReader(string url) : IAsyncDisposable
{
    readonly BrokerConnections broker = new(() => BrokerUrl.Read(url, out _)!, new BrokerTls(false, null, null, null, TimeSpan.FromSeconds(60)));
    readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<JsonElement> told = new();
    readonly ConcurrentQueue<string> texts = new();

    /// <summary>What was told, in its order, each once.</summary>
    public IReadOnlyList<JsonElement> Told => [.. told];

    /// <summary>The bodies as they came.</summary>
    public IReadOnlyList<string> Texts => [.. texts];

    /// <summary>Begins to take from a queue.</summary>
    public async Task Take(string queue)
    {
        var channel = await (await broker.Open(CancellationToken.None)).CreateChannelAsync();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            using var envelope = JsonDocument.Parse(message.Body);
            var text = envelope.RootElement.GetProperty("oslo.message").GetString()!;
            texts.Enqueue(text);
            using var inner = JsonDocument.Parse(text);
            if (envelope.RootElement.GetProperty("oslo.version").GetString() == "2.0" && seen.TryAdd(inner.RootElement.GetProperty("message_id").GetString()!, true))
                told.Enqueue(inner.RootElement.Clone());
            await channel.BasicAckAsync(message.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }

    /// <summary>The events of a share, in their order.</summary>
    public IReadOnlyList<string> Of(string share) =>
        [.. Told.Where(one => one.GetProperty("payload").TryGetProperty("share_id", out var id) && id.GetString() == share).Select(one => one.GetProperty("event_type").GetString()!)];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => broker.DisposeAsync();
}
