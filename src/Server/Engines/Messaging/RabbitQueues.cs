namespace Abaca.Server.Messaging;

/// <summary>The exchange and the queues of notifications, in the form in which oslo.messaging declares them with the same options.</summary>
/// <param name="Exchange"><c>control_exchange</c>.</param>
/// <param name="Topics"><c>[oslo_messaging_notifications] topics</c>.</param>
/// <param name="InEnvelope">Whether messages have the envelope of version 2.0 (<c>messagingv2</c>).</param>
public sealed record RabbitQueues(string Exchange, IReadOnlyList<string> Topics, bool InEnvelope)
{
    /// <summary><c>amqp_durable_queues</c>: they outlive a restart of the broker.</summary>
    public bool Durable { get; init; }

    /// <summary><c>amqp_auto_delete</c>: they go with their last consumer.</summary>
    public bool AutoDelete { get; init; }

    /// <summary><c>rabbit_quorum_queue</c>: queues are kept by several nodes, and durable.</summary>
    public bool Quorum { get; init; }

    /// <summary><c>rabbit_ha_queues</c>: the argument with which brokers before 3.0 mirrored queues, which others have to declare alike.</summary>
    public bool Mirrored { get; init; }

    /// <summary>Whether they are declared as durable.</summary>
    public bool IsDurable => Durable || Quorum;

    /// <summary>Arguments of a queue.</summary>
    public Dictionary<string, object?> Arguments
    {
        get
        {
            var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
            if (Mirrored) arguments["x-ha-policy"] = "all";
            if (Quorum) arguments["x-queue-type"] = "quorum";
            return arguments;
        }
    }
}
