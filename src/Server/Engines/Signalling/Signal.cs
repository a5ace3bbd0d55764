using System.Threading.Channels;

namespace Abaca.Server.Signalling;

/// <summary>One listener's signal. Many that are sent before a wait count as one; one that is sent between two waits is not lost.</summary>
public sealed class Signal : IDisposable
{
    readonly Channel<bool> sent = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly Action<Signal> gone;

    internal Signal(Action<Signal> gone) => this.gone = gone;

    /// <summary>Wakes the listener.</summary>
    public void Send() => sent.Writer.TryWrite(true);

    /// <summary>Ends when it was sent since the last wait, or after this time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task Wait(TimeSpan atMost, TimeProvider time, CancellationToken ct = default)
    {
        if (sent.Reader.TryRead(out _)) return;
        using var patience = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            await sent.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is over: as good as a signal.
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => gone(this);
}
