namespace Abaca.Server.Networks;

/// <summary>POST and DELETE of /security-services.</summary>
public sealed class SecurityServices(Visible<SecurityService> visible, SecurityServiceStore services, Db db, TimeProvider clock)
{
    /// <summary>POST.</summary>
    public async Task<Reply> Create(Call call)
    {
        var asked = call.Body("security_service", missing: 422);
        var type = asked.Text("type");
        if (type is null || !SecurityService.Types.Contains(type)) throw Refusals.BadField("type", $"'{type}' is not one of {string.Join(", ", SecurityService.Types)}.");
        var service = SecurityServiceParts.Read(
            asked, new SecurityService { Id = SecurityServiceId.New(), ProjectId = call.Caller.ProjectId, Type = type, CreatedAt = clock.GetUtcNow() });
        await db.Transaction(tx => services.Insert(tx, service, call.Aborted), call.Aborted);
        return Reply.One(new SecurityServiceView(service));
    }

    /// <summary>DELETE: not while a share network has it.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var service = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        await db.Transaction(async tx =>
        {
            if (await services.IsAttached(tx, service.Id, call.Aborted))
                throw Refusals.NotAllowed($"Security service {service.Id} is attached to share networks; remove it from them first.");
            await services.Remove(tx, service.Id, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }
}
