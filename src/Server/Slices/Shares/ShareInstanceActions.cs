namespace Abaca.Server.Shares;

/// <summary>An administrator's hand on one instance of a share: what represents the share is the share; the others are for themselves.</summary>
public sealed class ShareInstanceActions(
    ShareInstances instances, ShareStore shares, DeleteShare deletion, ResetShareStatus resetting, IEnumerable<IOtherInstance> others)
{
    /// <summary>The action reset_status.</summary>
    public async Task<Reply> ResetStatus(Call call)
    {
        var instance = await instances.One(call);
        return await Represents(call, instance) ? await resetting.Handle(call, instance.ShareId) : await Kind(instance).Reset(call, instance);
    }

    /// <summary>The action force_delete.</summary>
    public async Task<Reply> ForceDelete(Call call)
    {
        var instance = await instances.One(call);
        return await Represents(call, instance) ? await deletion.Force(call, instance.ShareId) : await Kind(instance).ForceDelete(call, instance);
    }

    IOtherInstance Kind(ShareInstanceView instance) => others.First(kind => kind.Covers(instance));

    async Task<bool> Represents(Call call, ShareInstanceView instance) =>
        (await shares.Find(instance.ShareId, call.Aborted))?.InstanceId.Text == instance.Id;
}
