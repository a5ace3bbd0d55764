using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Abaca.Server.Hosting;

/// <summary>
/// Sockets that are accepted only while there is room. An accepted connection waits for a thread before it is seen in <see cref="OpenConnections"/>; on a busy
/// machine that may be hundreds, each with its descriptor, and a process without descriptors cannot even load its own code.
/// </summary>
/// <param name="sockets">Where the sockets come from.</param>
/// <param name="connections">The connections that are open.</param>
sealed class BoundedTransport(IConnectionListenerFactory sockets, OpenConnections connections) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), connections);

    sealed class Listener(IConnectionListener inner, OpenConnections connections) : IConnectionListener
    {
        readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, unbound.Token);
            if (!await connections.HasRoom(end.Token)) return null;
            var accepted = await inner.AcceptAsync(cancellationToken);
            if (accepted is null) connections.GiveBack();
            return accepted;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            unbound.Dispose();
        }
    }
}
