using Abaca.DriverSdk;
using Xunit;
using Xunit.Sdk;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>What a test expects of a driver's answer; the failure says what the driver said instead. Every file of the project may call these by their names.</summary>
static class DriverEnds
{
    /// <summary>It succeeded.</summary>
    public static void Done(DriverResult result) => Assert.Equal(new DriverResult.Done(), result);

    /// <summary>It succeeded, with this.</summary>
    public static T Done<T>(DriverResult<T> result) =>
        result is DriverResult<T>.Done done ? done.Value : throw FailException.ForFailure($"Not done: {result}");

    /// <summary>It was refused for good, and why.</summary>
    public static Refusal Refused(DriverResult result) =>
        result is DriverResult.Refused no ? no.Why : throw FailException.ForFailure($"Not refused: {result}");

    /// <inheritdoc cref="Refused(DriverResult)"/>
    public static Refusal Refused<T>(DriverResult<T> result) => Refused(result.WithoutValue());
}
