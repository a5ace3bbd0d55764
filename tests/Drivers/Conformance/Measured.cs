using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Figures that a test measures: shown also when it passes, since they are what it is for.</summary>
static class Measured
{
    /// <summary>Says it in the run's output and in the test's own.</summary>
    public static void Say(string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        Console.WriteLine($"    {TestContext.Current.Test?.TestDisplayName}: {what}");
    }
}
