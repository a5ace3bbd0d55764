namespace Abaca.DriverSdk;

/// <summary>A driver's tool: a step did not succeed, and with it the whole call. Never leaves the driver, which answers with <see cref="End"/>.</summary>
/// <param name="end">How the call ends; not a success.</param>
public sealed class StoppedException(DriverResult end) : Exception(end.ToString())
{
    /// <summary>How the call ends.</summary>
    public DriverResult End { get; } = end;

    /// <summary>A final no.</summary>
    public static StoppedException Refused(MessageDetail detail, string why) => new(new DriverResult.Refused(new Refusal(detail, why)));

    /// <summary>Nobody knows, or not yet.</summary>
    public static StoppedException Unclear(string why) => new(new DriverResult.Unclear(why));

    /// <summary>Runs the steps of a call; one that stopped becomes the call's end.</summary>
    public static async Task<DriverResult<T>> Caught<T>(Func<Task<T>> steps)
    {
        try
        {
            return await steps();
        }
        catch (StoppedException stopped)
        {
            return stopped.End;
        }
    }

    /// <inheritdoc cref="Caught{T}"/>
    public static async Task<DriverResult> Caught(Func<Task> steps)
    {
        try
        {
            await steps();
            return new DriverResult.Done();
        }
        catch (StoppedException stopped)
        {
            return stopped.End;
        }
    }

    /// <summary>The value of a success; anything else stops the call.</summary>
    public static T Need<T>(DriverResult<T> result) => result switch
    {
        DriverResult<T>.Done done => done.Value,
        DriverResult<T>.Refused no => throw new StoppedException(new DriverResult.Refused(no.Why)),
        DriverResult<T>.Unclear maybe => throw Unclear(maybe.Why),
        _ => throw Unclear("The call ended in no known way."),
    };

    /// <summary>Anything but a success stops the call.</summary>
    public static void Need(DriverResult result)
    {
        if (result is not DriverResult.Done) throw new StoppedException(result);
    }
}
