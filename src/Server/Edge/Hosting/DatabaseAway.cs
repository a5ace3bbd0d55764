using Abaca.Server.Data.Servers;

namespace Abaca.Server.Hosting;

/// <summary>A process may start before its database server: after a power cut, say. It asks again, as <c>max_retries</c> and <c>retry_interval</c> say.</summary>
static class DatabaseAway
{
    /// <summary>Waits until the server answers.</summary>
    /// <exception cref="DatabaseUnavailable">It does not, so many times; or it answers and refuses.</exception>
    public static async Task Wait(DatabaseOptions options, TimeProvider clock)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = Db.OpenToRead(options.Connection);
                await db.Number(Sql.Raw("SELECT 1"));
                return;
            }
            catch (ConnectionLost away) when (options.StartRetries < 0 || attempt <= options.StartRetries)
            {
                // Nothing of the process is there yet, its log among it.
                await Console.Error.WriteLineAsync($"{away.Message} Asked again in {options.StartInterval.TotalSeconds} s ({attempt} of {(options.StartRetries < 0 ? "any number" : options.StartRetries)}).");
                await Task.Delay(options.StartInterval, clock);
            }
        }
    }
}
