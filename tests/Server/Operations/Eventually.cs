using System.Diagnostics;
using Xunit;

namespace Abaca.Tests.Server.Operations;

/// <summary>Polls a condition until it holds, or fails.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task True(Func<Task<bool>> condition, Func<string> otherwise)
    {
        var begun = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(begun.Elapsed < Patience, otherwise());
            await Task.Delay(2);
        }
    }

    public static Task True(Func<bool> condition, string otherwise) => True(() => Task.FromResult(condition()), () => otherwise);
}
