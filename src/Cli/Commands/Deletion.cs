namespace Abaca.Cli;

/// <summary>Deletes several things, each by itself: one that cannot be deleted does not keep the others.</summary>
static class Deletion
{
    /// <summary>Deletes each.</summary>
    /// <param name="run">The command's run.</param>
    /// <param name="names">What was named.</param>
    /// <param name="delete">Deletes one; returns an exit code.</param>
    /// <returns>The worst exit code.</returns>
    public static async Task<int> Each(CommandRun run, IEnumerable<string> names, Func<string, Task<int>> delete)
    {
        var worst = ExitCode.Ok;
        foreach (var name in names)
        {
            try
            {
                worst = Math.Max(worst, await delete(name));
            }
            catch (ClientException e) when (e.Trouble is Trouble.NotFound or Trouble.Ambiguous or Trouble.Refused)
            {
                ErrorText.Write(run.Error, e);
                worst = Math.Max(worst, ExitCode.Failed);
            }
        }
        return worst;
    }
}
