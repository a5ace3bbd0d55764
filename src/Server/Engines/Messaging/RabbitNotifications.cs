using System.Text;
using Abaca.Server.Notifications;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Abaca.Server.Messaging;

/// <summary>
/// The drivers <c>messagingv2</c> and <c>messaging</c>: a topic exchange, and for each topic and priority a queue <c>topic.priority</c> that keeps what comes before the
/// first consumer does, as oslo.messaging makes them. What is there already is used as it is. Counts as delivered when the broker has confirmed it.
/// </summary>
public sealed class RabbitNotifications(BrokerConnections broker, RabbitQueues queues) : INotificationChannel, IAsyncDisposable
{
    const ushort NotFound = 404;

    /// <summary>A broker that has not confirmed within this time is left.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly HashSet<string> declared = new(StringComparer.Ordinal);
    IChannel? channel;

    /// <inheritdoc/>
    public string Place => broker.Place;

    /// <inheritdoc/>
    public async Task<Delivered> Deliver(IReadOnlyList<WaitingNotification> some, CancellationToken ct)
    {
        var confirmed = new List<string>();
        try
        {
            var open = await Ready(some.Select(one => one.Priority).Distinct(StringComparer.Ordinal), ct);
            var sent = some.Select(one => (one.MessageId, Kept: Publish(open, one, ct))).ToList();
            Exception? failed = null;
            foreach (var (id, kept) in sent)
            {
                try
                {
                    await kept.WaitAsync(Patience, ct);
                    confirmed.Add(id);
                }
                catch (Exception no) when (!ct.IsCancellationRequested)
                {
                    failed ??= no;
                }
            }
            if (failed is null) return new Delivered(confirmed, null);
            await Leave();
            return new Delivered(confirmed, Reason(failed));
        }
        catch (Exception no) when (!ct.IsCancellationRequested)
        {
            await Leave();
            return new Delivered(confirmed, Reason(no));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => broker.DisposeAsync();

    async Task<IChannel> Ready(IEnumerable<string> priorities, CancellationToken ct)
    {
        var connection = await broker.Open(ct);
        if (channel is not { IsOpen: true })
        {
            await Leave();
            channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        }
        foreach (var name in priorities.SelectMany(priority => queues.Topics.Select(topic => $"{topic}.{priority}")))
        {
            if (declared.Contains(name)) continue;
            await Declare(connection, name, ct);
            declared.Add(name);
        }
        return channel;
    }

    // Declaring what somebody has declared in another form is an error, so it is looked for first.
    async Task Declare(IConnection connection, string queue, CancellationToken ct)
    {
        await using var one = await connection.CreateChannelAsync(cancellationToken: ct);
        if (!await IsThere(connection, looking => looking.ExchangeDeclarePassiveAsync(queues.Exchange, ct)))
            await one.ExchangeDeclareAsync(queues.Exchange, ExchangeType.Topic, queues.IsDurable, queues.AutoDelete, cancellationToken: ct);
        if (!await IsThere(connection, looking => looking.QueueDeclarePassiveAsync(queue, ct)))
            await one.QueueDeclareAsync(queue, queues.IsDurable, exclusive: false, queues.AutoDelete, queues.Arguments, cancellationToken: ct);
        await one.QueueBindAsync(queue, queues.Exchange, queue, cancellationToken: ct);
    }

    static async Task<bool> IsThere(IConnection connection, Func<IChannel, Task> look)
    {
        await using var looking = await connection.CreateChannelAsync();
        try
        {
            await look(looking);
            return true;
        }
        catch (OperationInterruptedException no) when (no.ShutdownReason?.ReplyCode == NotFound)
        {
            return false;
        }
    }

    // One that no queue takes is an error: a queue that was deleted is declared anew then.
    Task Publish(IChannel to, WaitingNotification one, CancellationToken ct)
    {
        var body = queues.InEnvelope ? NotificationText.Envelope(one.Message) : Encoding.UTF8.GetBytes(one.Message);
        var properties = new BasicProperties { ContentType = "application/json", ContentEncoding = "utf-8", DeliveryMode = DeliveryModes.Persistent, Priority = 0 };
        return Task.WhenAll(queues.Topics.Select(topic =>
            to.BasicPublishAsync(queues.Exchange, $"{topic}.{one.Priority}", mandatory: true, properties, body, ct).AsTask()));
    }

    async Task Leave()
    {
        declared.Clear();
        if (channel is not { } old) return;
        channel = null;
        if (old.IsOpen) await old.AbortAsync();
        await old.DisposeAsync();
    }

    static string Reason(Exception no) => no switch
    {
        PublishException { IsReturn: true } => "no queue takes them",
        PublishException => "the broker refuses to keep them",
        TimeoutException => "no confirmation came",
        _ => no.Message.ReplaceLineEndings(" "),
    };
}
