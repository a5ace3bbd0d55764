using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A reconciler run again and again, each time disturbed at another of its points, and what went wrong in that.</summary>
/// <param name="run">One run in a world of its own; answers with how many of the torture's points it reached.</param>
sealed class ReconcilerTorture(Func<FakeTimeProvider, RuleTorture, Task<int>> run)
{
    const int MostPoints = 200;
    const int MostFailures = 8;

    readonly List<string> failures = [];
    int runs;

    /// <summary>Not so much has failed that more would say nothing new.</summary>
    public bool GoesOn => failures.Count < MostFailures;

    /// <summary>Disturbs it at each point; answers with their number.</summary>
    public async Task<int> AtEveryPoint(RuleTorture torture)
    {
        var points = 0;
        while (points < MostPoints && await One(torture with { Points = [points + 1] }) == 1) points++;
        if (points <= 5 && failures.Count == 0) failures.Add($"{torture}: only {points} points");
        return points;
    }

    /// <summary>Disturbs it at each of the points, and then at each that comes after that.</summary>
    public async Task AtEveryPair(RuleTorture torture, int points)
    {
        for (var first = 1; first <= points; first++)
        {
            for (var second = 1; second < MostPoints && await One(torture with { Points = [first, second] }) == 2; second++)
            {
                // The next pair.
            }
        }
    }

    /// <summary>Nothing went wrong, in more runs than this.</summary>
    public void MustHavePassed(int moreThan)
    {
        Assert.True(failures.Count == 0, $"{failures.Count} of {runs} runs:{Environment.NewLine}{string.Join(Environment.NewLine, failures)}");
        Assert.True(runs > moreThan, $"only {runs} runs");
    }

    async Task<int> One(RuleTorture torture)
    {
        runs++;
        try
        {
            return await run(StandingClock.New(), torture);
        }
        catch (Exception e)
        {
            failures.Add($"{torture}: {e.Message}");
            return failures.Count >= MostFailures ? 0 : torture.Points.Count;
        }
    }
}
