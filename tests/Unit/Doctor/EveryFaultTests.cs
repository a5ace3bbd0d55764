using System.Text.RegularExpressions;
using Abaca.DriverSdk;
using Abaca.Server.Doctor;
using Abaca.Tests.Unit.Architecture;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>
/// Each thing that doctor looks at is broken in some test, which sees doctor find it: the test bears the trait "Doctor finds" with the name of
/// the check's class.
/// </summary>
public sealed partial class EveryFaultTests
{
    [Fact]
    public void Every_check_that_is_registered_has_its_fault_made_in_a_test()
    {
        var checks = EveryDriver.Assemblies.Append(typeof(HealthCheckRun).Assembly).SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, IsNested: false } && (type.IsAssignableTo(typeof(ICheck)) || type.IsAssignableTo(typeof(IBackendCheck))))
            .Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        var found = new SourceTree().In("tests").SelectMany(file => Found().Matches(file.Text)).Select(match => match.Groups["check"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(checks.Except(found)); // make the fault, and name the check in the test's trait
        Assert.Empty(found.Except(checks)); // there is no such check any more
    }

    [GeneratedRegex("""Trait\("Doctor finds", (nameof\()?"?(?<check>\w+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Found();
}
