using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Abaca.Server.Hosting;

/// <summary>
/// Sockets that are accepted only while the book has room. An accepted connection waits for a thread before the book sees it; on a busy
/// machine that may be hundreds, each with its descriptor, and a process without descriptors cannot even load its own code.
/// </summary>
/// <param name="sockets">Where the sockets come from.</param>
/// <param name="book">The connections that are open.</param>
sealed class BoundedTransport(IConnectionListenerFactory sockets, OpenConnections book) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), book);

    sealed class Listener(IConnectionListener inner, OpenConnections book) : IConnectionListener
    {
        readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, unbound.Token);
            if (!await book.HasRoom(end.Token)) return null;
            var accepted = await inner.AcceptAsync(cancellationToken);
            if (accepted is null) book.GiveBack();
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
