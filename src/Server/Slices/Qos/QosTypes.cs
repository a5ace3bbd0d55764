namespace Abaca.Server.Qos;

/// <summary>POST and DELETE of /qos-types.</summary>
public sealed class QosTypes(Visible<QosType> visible, QosTypeStore types, Db db, TimeProvider clock)
{
    /// <summary>POST.</summary>
    public async Task<Reply> Create(Call call)
    {
        var asked = call.Body("qos_type", missing: 422);
        var type = new QosType
        {
            Id = QosTypeId.New(),
            Name = asked.Required("name"),
            Description = asked.Text("description"),
            Specs = asked.Find(QosTypeParts.SpecsKey) is { } specs ? SpecsBody.Read(specs, QosTypeParts.SpecsKey, static (_, value) => value) : new SortedDictionary<string, string>(StringComparer.Ordinal),
            CreatedAt = clock.GetUtcNow(),
        };
        try
        {
            await db.Transaction(tx => types.Insert(tx, type, call.Aborted), call.Aborted);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"QoS type {type.Name} exists already.");
        }
        return Reply.One(new QosTypeView(type));
    }

    /// <summary>DELETE: not while a share type names it.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var type = await visible.ToName(call, call["id"]);
        await db.Transaction(async tx =>
        {
            if (await types.IsUsed(tx, type, call.Aborted)) throw Refusals.Bad($"QoS type {type.Id} is in use: share types name it.");
            await types.Remove(tx, type.Id, call.Aborted);
        }, call.Aborted);
        return Reply.Empty(204);
    }
}

/// <summary>The endpoints of QoS types.</summary>
static class QosTypeEndpoints
{
    const string Path = "/qos-types", One = Path + "/{id}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<Lists<QosType, QosTypeView>>("qos_types.list", Path, "qos_type:index", u => u.Detail);
    public static readonly Endpoint Show = All.Get<Lists<QosType, QosTypeView>>("qos_types.show", One, "qos_type:show", u => u.Show);
    public static readonly Endpoint Create = All.Post<QosTypes>("qos_types.create", Path, "qos_type:create", u => u.Create);
    public static readonly Endpoint Update = All.Put<Update<QosType>>("qos_types.update", One, "qos_type:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<QosTypes>("qos_types.delete", One, "qos_type:delete", u => u.Delete);

    public static readonly IReadOnlyList<Endpoint> Specs = All.Specs<QosType>("qos_specs", One + "/specs", "qos_type_specs");
}

/// <summary>Registers the slice of QoS types.</summary>
public static class QosModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddQosTypes(this IServiceCollection services) =>
        services.AddResource<QosType, QosTypeStore, QosTypeParts>(QosTypeEndpoints.All);
}
