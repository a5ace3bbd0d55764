using Abaca.Server.Services;

namespace Abaca.Server.Shares;

/// <summary>
/// POST /shares/manage: brings under management what lies on a backend already. Answers at once with a share in "manage_starting";
/// <see cref="ManageShareFlow"/> does the work.
/// </summary>
public sealed class ManageShare(
    ShareOrigin origin, ServiceStore services, ManagedRows rows, OperationQueue operations, TimeProvider clock, Db db)
{
    /// <summary>A backend that takes longer to say what lies there is asked by the operation.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = ManageShareRequest.From(call);
        if (asked.IsPublic) call.Caller.Must("share:create_public_share");
        var service = await ServiceOf(services, asked.Host, call.Aborted);
        var share = await origin.Existing(call, asked, service.Zone);
        var found = await Find(share, new ExistingShare(asked.ExportPath, asked.Options), call.Aborted);
        await db.Transaction(async tx =>
        {
            await rows.Insert(tx, share, asked.ExportPath, found, call.Aborted);
            var state = new ManageShareState(share.Id.Text, asked.ExportPath, asked.Options) { Found = found };
            await operations.Start(tx, state, ShareSubjects.Of(share, call.Caller), Lanes.Scheduler, call.Aborted);
        }, call.Aborted);
        return Reply.One(ShareView.Of(share));
    }

    async Task<BackendObject?> Find(Share share, ExistingShare existing, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            return await rows.Find(share, existing, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The share service that <c>host@backend#pool</c> belongs to.</summary>
    /// <exception cref="ApiRefusal">404: there is none; 400: it is down.</exception>
    internal static async Task<Service> ServiceOf(ServiceStore services, string host, CancellationToken ct)
    {
        var name = host.Split('#')[0];
        var service = await services.Find(name, ServiceBinary.Share, ct) ?? throw Refusals.NotFound("Share service", name);
        return services.IsUpOrComes(service) ? service : throw Refusals.Bad($"Share service {name} is down.");
    }
}
