using System.Threading.Channels;

namespace Abaca.Server.Doorbell;

/// <summary>One listener's bell. Many rings before a wait count as one; a ring between two waits is not lost.</summary>
public sealed class Bell : IDisposable
{
    readonly Channel<bool> rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly Action<Bell> gone;

    internal Bell(Action<Bell> gone) => this.gone = gone;

    /// <summary>Rings.</summary>
    public void Ring() => rung.Writer.TryWrite(true);

    /// <summary>Ends when it has rung since the last wait, or after this time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task Wait(TimeSpan atMost, TimeProvider time, CancellationToken ct = default)
    {
        if (rung.Reader.TryRead(out _)) return;
        using var patience = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            await rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over: as good as a ring.
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => gone(this);
}
