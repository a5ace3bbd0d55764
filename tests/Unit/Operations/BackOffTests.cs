using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Unit.Operations;

public sealed class BackOffTests
{
    static readonly BackOff Steps = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(1_000_000, 300)]
    public void It_doubles_up_to_the_longest(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Steps.After(attempt, 0.5));

    [Fact]
    public void Jitter_stays_within_a_quarter()
    {
        Assert.Equal(TimeSpan.FromSeconds(0.75), Steps.After(1, 0));
        Assert.InRange(Steps.After(1, 0.999), TimeSpan.FromSeconds(1.2), TimeSpan.FromSeconds(1.25));
    }
}
