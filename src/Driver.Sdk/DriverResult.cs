namespace Abaca.DriverSdk;

/// <summary>How a driver call ended. Every call may be repeated, so there are three ends and no exceptions for the expected ones.</summary>
public abstract record DriverResult
{
    private protected DriverResult() { }

    /// <summary>In words, for log and operator.</summary>
    public sealed override string ToString() => this switch
    {
        Refused no => no.Why.Text,
        Unclear maybe => maybe.Why,
        _ => "done",
    };

    /// <summary>It is so now: done by this call or by an earlier one.</summary>
    public sealed record Done : DriverResult;

    /// <summary>The backend said no for good; nothing was left behind and asking again changes nothing.</summary>
    /// <param name="Why">What to tell the share's owner and the operator.</param>
    public sealed record Refused(Refusal Why) : DriverResult;

    /// <summary>It may have happened (time-out, lost connection, busy): the caller looks, or repeats the call.</summary>
    /// <param name="Why">For the operator; never shown to tenants, never holds a secret.</param>
    public sealed record Unclear(string Why) : DriverResult;
}

/// <summary>As <see cref="DriverResult"/>, with an answer when it is done.</summary>
/// <typeparam name="T">What a call that is done returns.</typeparam>
public abstract record DriverResult<T>
{
    private protected DriverResult() { }

    /// <summary>In words, for log and operator.</summary>
    public sealed override string ToString() => WithoutValue().ToString();

    /// <summary>It is so now, and this is what came of it.</summary>
    public sealed record Done(T Value) : DriverResult<T>;

    /// <summary>The backend said no for good; nothing was left behind.</summary>
    public sealed record Refused(Refusal Why) : DriverResult<T>;

    /// <summary>Nobody knows; the caller repeats.</summary>
    public sealed record Unclear(string Why) : DriverResult<T>;

    /// <summary>The same end for those who do not need the value.</summary>
    public DriverResult WithoutValue() => this switch
    {
        Refused no => new DriverResult.Refused(no.Why),
        Unclear maybe => new DriverResult.Unclear(maybe.Why),
        _ => new DriverResult.Done(),
    };

    /// <summary>Done, with its value.</summary>
    public static implicit operator DriverResult<T>(T value) => new Done(value);

    /// <summary>A refused or unclear <see cref="DriverResult"/> as one of this kind.</summary>
    /// <exception cref="InvalidOperationException">It was done: there is no value of this type.</exception>
    public static implicit operator DriverResult<T>(DriverResult failed) => failed switch
    {
        DriverResult.Refused no => new Refused(no.Why),
        DriverResult.Unclear maybe => new Unclear(maybe.Why),
        _ => throw new InvalidOperationException("What is done without a value cannot become one with a value."),
    };
}

/// <summary>Why something was refused, in words for the owner (by message detail) and for the operator (by text).</summary>
/// <param name="Detail">The user message that Manila's clients know (see <see cref="MessageDetail"/>).</param>
/// <param name="Text">For operator, log and operation: what happened, where, what to do. Never holds a secret.</param>
public sealed record Refusal(MessageDetail Detail, string Text)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}

/// <summary>Manila's user message details; the number is the wire's three-digit <c>detail_id</c>.</summary>
public enum MessageDetail
{
    /// <summary>An unknown error occurred.</summary>
    Unknown = 1,
    /// <summary>No host could take the request.</summary>
    NoValidHost = 2,
    /// <summary>The driver mode does not accept a share network.</summary>
    UnexpectedNetwork = 3,
    /// <summary>No share server exists or could be set up on that network.</summary>
    NoShareServer = 4,
    /// <summary>Creating a replica needs an active one in status available.</summary>
    NoActiveAvailableReplica = 5,
    /// <summary>The share has no active replica.</summary>
    NoActiveReplica = 6,
    /// <summary>No host left after the availability zone filter.</summary>
    FilterAvailability = 7,
    /// <summary>No host left after the capabilities filter.</summary>
    FilterCapabilities = 8,
    /// <summary>No host left after the capacity filter.</summary>
    FilterCapacity = 9,
    /// <summary>No host left after the driver filter.</summary>
    FilterDriver = 10,
    /// <summary>No host left after the filter of hosts already tried.</summary>
    FilterIgnore = 11,
    /// <summary>No host left after the JSON filter.</summary>
    FilterJson = 12,
    /// <summary>No host left after the retry filter.</summary>
    FilterRetry = 13,
    /// <summary>No host left after the replication filter.</summary>
    FilterReplication = 14,
    /// <summary>The driver failed to extend the share; it needs an administrator.</summary>
    DriverFailedExtend = 15,
    /// <summary>No host left after the create-from-snapshot filter.</summary>
    FilterCreateFromSnapshot = 16,
    /// <summary>The driver failed to create a share from a snapshot.</summary>
    DriverFailedCreatingFromSnapshot = 17,
    /// <summary>Shrink refused: the new size is below the space in use.</summary>
    DriverRefusedShrink = 18,
    /// <summary>The driver cannot shrink.</summary>
    DriverNotShrinking = 19,
    /// <summary>Access refused: this client id is not allowed.</summary>
    ForbiddenClient = 20,
    /// <summary>Access refused: type or level not supported.</summary>
    UnsupportedClient = 21,
    /// <summary>No share type given and there is no default.</summary>
    NoDefaultShareType = 24,
    /// <summary>Backends are not ready yet.</summary>
    BackendNotReady = 28,
    /// <summary>The storage cannot move the share to where it was asked to, with what was asked to be kept. Abaca's own: Manila says nothing.</summary>
    CannotMove = 901,
    /// <summary>The move was begun and failed; the share is where it was. Abaca's own.</summary>
    MoveFailed = 902,
    /// <summary>The share has moved, and what was left at its old place could not be removed. Abaca's own.</summary>
    OldPlaceKept = 903,
    /// <summary>The object on the backend belongs to something else, or its ownership is in doubt; nothing was done to it. Abaca's own.</summary>
    NotOwned = 904,
    /// <summary>The storage has nothing of it. Abaca's own.</summary>
    NotThere = 905,
}
