namespace Abaca.Server.Shares;

/// <summary>Id of a share: a 36-character uuid.</summary>
public readonly record struct ShareId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static ShareId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Id of a share instance: the share as it lies on one pool.</summary>
public readonly record struct ShareInstanceId(string Text) : IId
{
    /// <summary>A new one.</summary>
    /// <param name="made">When the instance is made.</param>
    public static ShareInstanceId New(DateTimeOffset made) => new(OrderedId.Of(made));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
