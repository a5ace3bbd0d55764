using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Signalling;

/// <summary>
/// Makes a signal of one process wake the others. Signals are sent when a transaction is durable, gathered while one message is on its way, and dropped while
/// nothing carries them: everybody who waits also looks by himself every few seconds.
/// </summary>
public sealed partial class SignalRelay(Signals signals, ISignalTransport transport, TimeProvider clock, ILogger<SignalRelay> log) : BackgroundService
{
    /// <summary>More names than these wait only when nothing carries them.</summary>
    const int Waiting = 1024;

    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    readonly Channel<string> outgoing = Channel.CreateBounded<string>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.AlsoTo(name => outgoing.Writer.TryWrite(name));
        return Task.WhenAll(UntilStopped("sent", SendAll, stoppingToken), UntilStopped("received", ct => transport.Receive(signals.Wake, ct), stoppingToken));
    }

    async Task SendAll(CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await outgoing.Reader.WaitToReadAsync(ct))
        {
            names.Clear();
            while (outgoing.Reader.TryRead(out var name)) names.Add(name);
            await transport.Send(names, ct);
        }
    }

    async Task UntilStopped(string what, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        for (var pause = Shortest; !stopping.IsCancellationRequested; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            var began = clock.GetTimestamp();
            try
            {
                await run(stopping);
            }
            catch (Exception lost) when (!stopping.IsCancellationRequested)
            {
                if (clock.GetElapsedTime(began) > Longest) pause = Shortest;
                LogLost(what, transport.Place, lost.Message);
                await Task.Delay(pause, clock, stopping).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signals are not {What} through {Place}: {Reason}. Work that other processes start is found some seconds later; nothing is lost")]
    partial void LogLost(string what, string place, string reason);
}
