using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Which cephx identities may mount a subvolume.</summary>
sealed partial class Subvolumes
{
    /// <summary>
    /// Lets an identity mount the subvolume, making it when it is new, and answers with its key (empty without a tenant). Done again it changes nothing, and
    /// gives back the right to ask monitors that <see cref="Deauthorize"/> takes.
    /// </summary>
    /// <param name="name">The subvolume.</param>
    /// <param name="identity">The identity, without <c>client.</c>.</param>
    /// <param name="level">What it may do.</param>
    /// <param name="tenant">
    /// Owner of the identity, or null for one that was made without; another owner's is refused with
    /// <see cref="MessageDetail.ForbiddenClient"/>.
    /// </param>
    /// <param name="adopt">Also one that the mgr does not know, or knows no more (<c>allow_existing_id</c>).</param>
    /// <param name="ct">Gives up.</param>
    public async Task<string> Authorize(
        SubvolumeName name, string identity, AccessLevel level, string? tenant, bool adopt = false, CancellationToken ct = default)
    {
        var arguments = Granted(name, identity);
        arguments["access_level"] = level == AccessLevel.Rw ? "rw" : "r";
        if (tenant is not null) arguments["tenant_id"] = tenant;
        if (adopt) arguments["allow_existing_id"] = true;
        var answer = await Ask("fs subvolume authorize", arguments, ct);
        Must(answer, $"letting {identity} use subvolume {name}");
        return answer.Output.Trim();
    }

    /// <summary>
    /// Lets an identity mount the subvolume no more; one that may not anyway is done. Ceph 16 takes the identity's right to ask
    /// monitors along, even when it may mount other subvolumes: authorize it on one of those again.
    /// </summary>
    public async Task Deauthorize(SubvolumeName name, string identity, CancellationToken ct) => Must(
        await Ask("fs subvolume deauthorize", Granted(name, identity), ct), $"keeping {identity} from subvolume {name}", Errno.NotThere);

    /// <summary>Ends the live mounts of an identity; on return they are cut.</summary>
    public async Task Evict(SubvolumeName name, string identity, CancellationToken ct) => Must(
        await Ask("fs subvolume evict", Granted(name, identity), ct), $"cutting {identity} off from subvolume {name}", Errno.NotThere);

    /// <summary>Identities that may mount the subvolume, with what they may do.</summary>
    public async Task<IReadOnlyDictionary<string, AccessLevel>> Authorized(SubvolumeName name, CancellationToken ct)
    {
        var answer = await Ask("fs subvolume authorized_list", Named(name), ct);
        Must(answer, $"asking who may use subvolume {name}");
        return CephJson.Identities(answer.Output);
    }

    static Dictionary<string, object> Granted(SubvolumeName name, string identity)
    {
        var arguments = Named(name);
        arguments["auth_id"] = identity;
        return arguments;
    }
}
