using System.Runtime.InteropServices;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>A step did not succeed, and with it the whole call; never leaves the driver, which answers with <see cref="End"/>.</summary>
sealed class StoppedException(DriverResult end) : Exception(end.ToString())
{
    /// <summary>How the call ends.</summary>
    public DriverResult End { get; } = end;

    /// <summary>A system call failed in a way that trying again may mend.</summary>
    public static StoppedException Unclear(string what, int errno) =>
        new(DriverResult.Unclear($"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (error {errno})"));

    /// <summary>A final no.</summary>
    public static StoppedException Refused(MessageDetail detail, string why) => new(DriverResult.Refused(new Refusal(detail, why)));
}
