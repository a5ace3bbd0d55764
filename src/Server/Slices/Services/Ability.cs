namespace Abaca.Server.Services;

/// <summary>What a backend can do, or how a call ends that needs it.</summary>
/// <typeparam name="T">The ability.</typeparam>
/// <param name="Of">The ability, or null.</param>
/// <param name="Without">The end without it: waited for while the backend is not started here, refused when it is on none or lacks the ability.</param>
public readonly record struct Ability<T>(T? Of, DriverResult Without) where T : class;

/// <summary>Finds what a backend can do.</summary>
static class Abilities
{
    /// <summary>An ability of the backend of something.</summary>
    /// <param name="backends">The backends of this process.</param>
    /// <param name="serviceHost"><c>host@backend</c>, or empty.</param>
    /// <param name="what">What should be there: "Share 1".</param>
    /// <param name="ability">The ability of a driver, or null when it has none.</param>
    /// <param name="lacking">What is said of a backend without it: "takes no snapshots".</param>
    /// <param name="detail">For the owner.</param>
    public static Ability<T> Ability<T>(
        this Backends backends, string serviceHost, string what, Func<IShareDriver, T?> ability, string lacking, MessageDetail? detail = null) where T : class
    {
        if (backends.Find(serviceHost) is not { } driver) return new Ability<T>(null, AbsentBackend.Of(serviceHost, what));
        return new Ability<T>(ability(driver), new DriverResult.Refused(new Refusal(detail ?? MessageDetail.Unknown, $"Backend {serviceHost} {lacking}.")));
    }
}
