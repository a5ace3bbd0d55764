namespace Abaca.Server.Quotas;

/// <summary>GET and PUT /quota-class-sets/{id}. Only the class named default has an effect.</summary>
public sealed class QuotaClasses(QuotaLimitStore limits, Db db)
{
    /// <summary>GET. Callers belong to no class, so that in Manila too only admins get an answer.</summary>
    public async Task<Reply> Show(Call call)
    {
        if (!call.Caller.IsAdmin) throw Refusals.Forbidden("quota_class_set:show");
        return Answer(new QuotaSetView(call["id"], await limits.OfClass(call["id"], call.Aborted)));
    }

    /// <summary>PUT.</summary>
    public async Task<Reply> Update(Call call)
    {
        call.MustEverywhere(); // they are the limits of every project that has none of its own
        var name = call["id"];
        if (name.Length > Fields.LongestName) throw Refusals.Bad($"The name of a class has at most {Fields.LongestName} characters.");
        var wanted = UpdateQuotas.Wanted(call.Body("quota_class_set"), [], unknownIsRefused: false);
        await db.Transaction(async tx =>
        {
            foreach (var (resource, limit) in wanted) await limits.SetOfClass(tx, name, resource, limit, call.Aborted);
        }, call.Aborted);
        return Answer(new QuotaSetView(null, await limits.OfClass(name, call.Aborted)));
    }

    static Reply Answer(QuotaSetView view) => Reply.Written((json, call) =>
    {
        json.WriteStartObject();
        json.WritePropertyName("quota_class_set"u8);
        call.History.View<QuotaSetView>().Write(json, view, call.Version, call.Audience, ViewForm.Show, call.Links);
        json.WriteEndObject();
    });
}
