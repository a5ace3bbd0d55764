using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Operations;
using Abaca.Server.Services;

namespace Abaca.Server.Shares;

/// <summary>
/// POST /shares/manage: brings under management what lies on a backend already. Answers at once with a share in "manage_starting";
/// <see cref="ManageShareFlow"/> does the work.
/// </summary>
public sealed class ManageShare(
    ShareOrigin origin, ServiceStore services, ShareStore shares, ExportLocationStore exports, IOperations operations, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = ManageShareRequest.From(call);
        if (asked.IsPublic) call.Caller.Must("share:create_public_share");
        var service = await ServiceOf(services, asked.Host, call.Aborted);
        var share = await origin.Existing(call, asked, service.Zone);
        await db.Transaction(async tx =>
        {
            if (await exports.IsOn(tx, share.ServiceHost, asked.ExportPath, call.Aborted))
            {
                throw Refusals.Conflict($"{asked.ExportPath} on {share.ServiceHost} is a share of this service already.");
            }
            await shares.Insert(tx, share, new Dictionary<string, string>(), call.Aborted);
            var path = new ExportLocation(asked.ExportPath, Preferred: false, AdminOnly: false, new Dictionary<string, string>());
            await exports.Replace(tx, share.InstanceId, [path], call.Aborted);
            await operations.Start(
                tx, new ManageShareState(share.Id.Text, asked.ExportPath, asked.Options), ShareSubjects.Of(share, call.Caller), Lanes.Scheduler, call.Aborted);
        }, call.Aborted);
        return Reply.One(ShareView.Of(share));
    }

    /// <summary>The share service that <c>host@backend#pool</c> belongs to.</summary>
    /// <exception cref="ApiRefusal">404: there is none; 400: it is down.</exception>
    internal static async Task<Service> ServiceOf(ServiceStore services, string host, CancellationToken ct)
    {
        var name = host.Split('#')[0];
        var service = await services.Find(name, ServiceBinary.Share, ct) ?? throw Refusals.NotFound("Share service", name);
        return services.IsUp(service) ? service : throw Refusals.Bad($"Share service {name} is down.");
    }
}
