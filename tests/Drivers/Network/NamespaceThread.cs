using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Tests.Drivers.Network;

/// <summary>
/// One thread inside a network namespace: sockets that its work opens are there. The thread is never given to anyone
/// else, so that no other code runs in the wrong network.
/// </summary>
sealed class NamespaceThread : IDisposable
{
    const int CloneNewNet = 0x40000000;

    readonly BlockingCollection<Action> work = [];
    string? outside; // why the thread is not in the namespace

    /// <summary>Starts the thread in the namespace of that name (see <c>ip netns</c>).</summary>
    public NamespaceThread(string space)
    {
        var thread = new Thread(() => Live(space)) { IsBackground = true, Name = $"in {space}" };
        thread.Start();
    }

    /// <summary>Runs work there, one after the other; gives up waiting (not working) at the deadline.</summary>
    /// <exception cref="TimeoutException">It has not ended in time; the thread is busy with it until it ends.</exception>
    public Task<T> Run<T>(Func<T> job, TimeSpan deadline, CancellationToken ct)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                if (outside is not null) throw new InvalidOperationException(outside);
                done.SetResult(job());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }, ct);
        return done.Task.WaitAsync(deadline, ct);
    }

    /// <summary>Lets the thread end after the work it has.</summary>
    public void Dispose() => work.CompleteAdding();

    void Live(string space)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle($"/run/netns/{space}", FileMode.Open, FileAccess.Read);
            if (SetNamespace(handle, CloneNewNet) != 0)
                outside = $"Cannot enter network namespace {space}: {Marshal.GetLastPInvokeErrorMessage()}";
        }
        catch (IOException e)
        {
            outside = $"Cannot enter network namespace {space}: {e.Message}";
        }
        foreach (var job in work.GetConsumingEnumerable()) job();
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    static extern int SetNamespace(SafeFileHandle space, int kind);
}
