using Abaca.Server.Hosting;
using Xunit;

namespace Abaca.Tests.Unit.Http;

public sealed class OpenConnectionsTests
{
    [Theory]
    [InlineData(10_000, 1024, 512)]
    [InlineData(10_000, 4096, 2048)]
    [InlineData(10_000, 1_048_576, 10_000)]
    [InlineData(10_000, 600, 88)]
    [InlineData(10_000, 100, 16)]
    [InlineData(100, 1_048_576, 100)]
    public void Connections_leave_descriptors_to_the_service_itself(int configured, long descriptors, int most) =>
        Assert.Equal(most, OpenConnections.Bound(configured, descriptors));

    [Theory]
    [InlineData(1000, 10_000, 1000)]
    [InlineData(1000, 512, 128)]
    [InlineData(1000, 16, 4)]
    [InlineData(8, 16, 4)]
    [InlineData(2, 16, 2)]
    public void One_address_never_has_so_many_that_it_pushes_all_others_out(int configured, int most, int bound) => Assert.Equal(bound, OpenConnections.BoundOfSource(configured, most));

    [Fact]
    public void The_kernel_says_how_many_descriptors_there_are() => Assert.InRange(OpenConnections.Descriptors(), 64, long.MaxValue);
}
