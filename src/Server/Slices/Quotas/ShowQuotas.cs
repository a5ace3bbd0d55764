namespace Abaca.Server.Quotas;

/// <summary>GET /quota-sets/{id}, …/detail, …/defaults and /limits.</summary>
public sealed class ShowQuotas(QuotaLimitStore limits, QuotaTarget target)
{
    const string Rule = "quota_set:show";

    /// <summary>The limits that hold.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(await ViewOf(call, detailed: false));

    /// <summary>Limits and use.</summary>
    public async Task<Reply> Detail(Call call) => Reply.One(await ViewOf(call, detailed: true));

    /// <summary>The limits of a project that has none of its own.</summary>
    public async Task<Reply> Defaults(Call call)
    {
        call.Caller.Must(Rule, call["id"]);
        return Reply.One(new QuotaSetView(call["id"], await limits.OfClass(QuotaLedger.DefaultClass, call.Aborted)));
    }

    /// <summary>Limits and use of the caller's project.</summary>
    public async Task<Reply> Limits(Call call)
    {
        var scope = QuotaScope.Project(call.Caller.ProjectId);
        var view = new LimitsView(scope, await limits.Standing(scope, call.Aborted));
        return Reply.Written((json, to) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("limits"u8);
            json.WriteStartArray("rate"u8);
            json.WriteEndArray();
            json.WritePropertyName(LimitsView.Shape.One);
            to.History.View<LimitsView>().Write(json, view, to.Version, to.Audience, ViewForm.Show, to.Links);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    async Task<QuotaSetView> ViewOf(Call call, bool detailed)
    {
        var scope = await target.Of(call, Rule);
        return QuotaSetView.Of(scope, await limits.Standing(scope, call.Aborted), call["id"], detailed);
    }
}
