using System.Diagnostics;

namespace Abaca.Server.Hosting;

/// <summary>
/// The state directory belongs to one service at a time. Whoever starts takes it before anything else, the database and the first identities
/// included, and keeps it to the end of the process, however that ends. Commands that must not run beside a service take it, too.
/// </summary>
public sealed class StateLock : IDisposable
{
    const string LockFile = "abaca.lock";

    /// <summary>Says who holds the lock; a file of its own, since a locked file cannot be opened by others to read it.</summary>
    const string HolderFile = "abaca.lock.holder";

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A process that has just been ended holds it for a moment longer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly FileStream held;

    StateLock(FileStream held) => this.held = held;

    /// <summary>Takes the directory, and makes it where it is not there yet.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="purpose">What for, as others are told: "abaca serve".</param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="StateDirectoryTaken">Another process has it, or it cannot be used; the text says who and what to do.</exception>
    public static async Task<StateLock> Take(string directory, string purpose, TimeProvider clock, CancellationToken ct = default)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return Take(directory, purpose);
            }
            catch (UnauthorizedAccessException no)
            {
                throw new StateDirectoryTaken($"{directory} cannot be used as state directory: {no.Message} Run the service as the user that it belongs to, or set state_path to another one.", no);
            }
            catch (IOException busy) when (File.Exists(Path.Combine(directory, LockFile)))
            {
                if (clock.GetElapsedTime(began) >= Patience) throw new StateDirectoryTaken($"{directory} is in use by {Holder(directory)}. Stop that first, or set state_path to another directory.", busy);
            }
            catch (IOException no)
            {
                throw new StateDirectoryTaken($"{directory} cannot be used as state directory: {no.Message}", no);
            }
            await Task.Delay(Pause, clock, ct);
        }
    }

    /// <summary>Lets go of the directory.</summary>
    public void Dispose() => held.Dispose();

    static StateLock Take(string directory, string purpose)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Abaca runs on Linux.");
        Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        // The runtime takes an exclusive flock(2), which ends with the process; no child inherits it.
        var file = new FileStream(Path.Combine(directory, LockFile), new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = OwnerOnly,
        });
        try
        {
            using var process = Process.GetCurrentProcess();
            var said = string.Create(CultureInfo.InvariantCulture, $"{purpose}, process {Environment.ProcessId} on host {Environment.MachineName}, since {process.StartTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");
            File.WriteAllText(Path.Combine(directory, HolderFile), said + "\n");
            return new StateLock(file);
        }
        catch (IOException full)
        {
            file.Dispose();
            throw new StateDirectoryTaken($"{directory} cannot be written: {full.Message}", full);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static string Holder(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, HolderFile)).Trim() is { Length: > 0 } text ? text : "another process";
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}

/// <summary>The state directory cannot be had; the message says why and what to do.</summary>
public sealed class StateDirectoryTaken(string message, Exception inner) : Exception(message, inner);
