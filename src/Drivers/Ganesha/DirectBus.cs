using System.Net.Sockets;
using System.Security.Cryptography;
using Abaca.DriverSdk;
using Tmds.DBus.Protocol;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// Ganesha on a bus of this machine, over one connection that is opened by the first call and anew after it was lost. A call costs a tenth of
/// what it costs to start <c>dbus-send</c>, and Ganesha's end is told at once.
/// </summary>
/// <param name="address">Address of the bus, or null for the machine's system bus.</param>
/// <param name="clock">The time.</param>
public sealed class DirectBus(string? address, TimeProvider clock) : IGaneshaBus, IDisposable
{
    const string BusName = "org.freedesktop.DBus";

    readonly SemaphoreSlim gate = new(1);
    Session? current;

    /// <summary>A connection, and its end.</summary>
    sealed record Session(DBusConnection Connection, Task Ended);

    /// <inheritdoc/>
    public Task<BusAnswer> Add(string file, int id, CancellationToken ct = default) => Call(GaneshaCall.Add(file, id), ct);

    /// <inheritdoc/>
    public Task<BusAnswer> Update(string file, int id, CancellationToken ct = default) => Call(GaneshaCall.Update(file, id), ct);

    /// <inheritdoc/>
    public async Task<BusAnswer<IReadOnlyList<ExportClient>>> UpdateWith(string settings, int id, CancellationToken ct = default)
    {
        var file = Path.Combine(Path.GetTempPath(), "abaca-export-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            await using (var laid = new StreamWriter(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
                await laid.WriteAsync(settings.AsMemory(), ct);
            var updated = await Update(file, id, ct);
            return updated.End == BusEnd.Done ? await Display(id, ct) : new BusAnswer<IReadOnlyList<ExportClient>>(updated.End, updated.Text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new BusAnswer<IReadOnlyList<ExportClient>>(BusEnd.Unclear, $"Ganesha was not asked: {problem.Message}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <inheritdoc/>
    public Task<BusAnswer> Remove(int id, CancellationToken ct = default) => Call(GaneshaCall.Remove(id), ct);

    /// <inheritdoc/>
    public Task<BusAnswer<IReadOnlyDictionary<int, string>>> Show(CancellationToken ct = default) => Ask(GaneshaCall.Show, BusReply.Paths, ct);

    /// <inheritdoc/>
    public Task<BusAnswer<IReadOnlyList<ExportClient>>> Display(int id, CancellationToken ct = default) => Ask(GaneshaCall.Display(id), BusReply.Clients, ct);

    /// <inheritdoc/>
    public Task<BusAnswer<int>> Process(CancellationToken ct = default) => Said(
        new GaneshaCall(GaneshaCall.ProcessOf, GaneshaCall.Ganesha), BusName, "/org/freedesktop/DBus", BusName,
        static (message, _) => (int)message.GetBodyReader().ReadUInt32(), ct);

    /// <inheritdoc/>
    public async Task Gone(CancellationToken ct)
    {
        try
        {
            var session = await Connected(ct);
            using var watcher = await session.Connection.WatchNameOwnerAsync(GaneshaCall.Ganesha).WaitAsync(IGaneshaBus.Patience, clock, ct);
            if (watcher.GetCurrentOwner() is not { } owner) return;
            var left = watcher.GetOwnerChangedCancellationToken(owner);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(left, ct);
            await Task.WhenAny(session.Ended, Task.Delay(Timeout.InfiniteTimeSpan, either.Token));
            ct.ThrowIfCancellationRequested();
        }
        catch (Exception lost) when (IsLoss(lost) || lost is TimeoutException)
        {
            // The bus is gone, and Ganesha from it.
        }
    }

    /// <summary>Closes the connection; calls under way end unclear.</summary>
    public void Dispose()
    {
        current?.Connection.Dispose();
        current = null;
    }

    async Task<BusAnswer> Call(GaneshaCall call, CancellationToken ct)
    {
        var said = await Ask(call, static _ => true, ct);
        return new BusAnswer(said.End, said.Text);
    }

    async Task<BusAnswer<T>> Ask<T>(GaneshaCall call, Func<IEnumerable<BusWord>, T> read, CancellationToken ct)
    {
        var said = await Said(call, GaneshaCall.Ganesha, GaneshaCall.Path, GaneshaCall.Interface, BusWords.Of, ct);
        return said.End == BusEnd.Done ? new BusAnswer<T>(BusEnd.Done, Value: read(said.Value!)) : new BusAnswer<T>(said.End, said.Text);
    }

    async Task<BusAnswer<T>> Said<T>(GaneshaCall call, string who, string path, string of, MessageValueReader<T> read, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(IGaneshaBus.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var session = await Connected(either.Token);
            return new BusAnswer<T>(BusEnd.Done, Value: await session.Connection.CallMethodAsync(Message(session.Connection, call, who, path, of), read, null).WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new BusAnswer<T>(BusEnd.Unclear, $"Ganesha did not answer {call.Method} within {IGaneshaBus.Patience.TotalSeconds:0} s.");
        }
        catch (DBusErrorReplyException error)
        {
            var why = call.Explain($"{error.ErrorName} {error.ErrorMessage}", Cause.In($"{error.ErrorName}: {error.ErrorMessage}"));
            return new BusAnswer<T>(why.End, why.Text);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            return new BusAnswer<T>(BusEnd.Unclear, $"Ganesha did not answer {call.Method}: {Cause.In(lost.Message)}");
        }
    }

    static bool IsLoss(Exception problem) => problem is DBusExceptionBase or IOException or SocketException or ObjectDisposedException;

    async Task<Session> Connected(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (current is { Ended.IsCompleted: false } standing) return standing;
            Dispose();
            var connection = new DBusConnection(address ?? DBusAddress.System ?? throw new DBusConnectionException("This machine has no system bus."));
            try
            {
                await connection.ConnectAsync().AsTask().WaitAsync(ct);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
            return current = new Session(connection, connection.DisconnectedAsync());
        }
        finally
        {
            gate.Release();
        }
    }

    static MessageBuffer Message(DBusConnection connection, GaneshaCall call, string who, string path, string of)
    {
        using var writer = connection.GetMessageWriter();
        writer.WriteMethodCallHeader(who, path, of, call.Method, string.Concat(call.Arguments.Select(one => one is ushort ? 'q' : 's')));
        foreach (var one in call.Arguments)
        {
            if (one is ushort number) writer.WriteUInt16(number);
            else writer.WriteString((string)one);
        }
        return writer.CreateMessage();
    }
}
