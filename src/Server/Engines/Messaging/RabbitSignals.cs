using Abaca.Server.Signalling;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Abaca.Server.Messaging;

/// <summary>
/// Signals through RabbitMQ: a topic exchange that nobody keeps, and a queue of its own for each process that goes with it. A message that nobody has
/// taken after some seconds is dropped: by then its listener has looked by itself.
/// </summary>
public sealed class RabbitSignals(BrokerConnections broker) : ISignalTransport, IAsyncDisposable
{
    const string Exchange = "abaca.signals", Kept = "5000";

    // One sends at a time, over a channel that is kept.
    IChannel? sending;

    /// <inheritdoc/>
    public string Place => broker.Place;

    /// <inheritdoc/>
    public async Task Send(IReadOnlyCollection<string> names, CancellationToken ct)
    {
        if (sending is not { IsOpen: true } channel)
        {
            if (sending is { } lost) await lost.DisposeAsync();
            sending = null;
            channel = await (await broker.Open(ct)).CreateChannelAsync(cancellationToken: ct);
            await Declare(channel, ct);
            sending = channel;
        }
        foreach (var name in names)
            await channel.BasicPublishAsync(Exchange, name, mandatory: false, new BasicProperties { Expiration = Kept }, ReadOnlyMemory<byte>.Empty, ct);
    }

    /// <inheritdoc/>
    public async Task Receive(Action<string> received, CancellationToken ct)
    {
        await using var channel = await (await broker.Open(ct)).CreateChannelAsync(cancellationToken: ct);
        await Declare(channel, ct);
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: ct);
        await channel.QueueBindAsync(queue.QueueName, Exchange, "#", cancellationToken: ct);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, why) =>
        {
            ended.TrySetException(new IOException(why.ReplyText));
            return Task.CompletedTask;
        };
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            received(message.RoutingKey);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, ct);
        await ended.Task.WaitAsync(ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => broker.DisposeAsync();

    static Task Declare(IChannel channel, CancellationToken ct) =>
        channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: false, autoDelete: false, cancellationToken: ct);
}
