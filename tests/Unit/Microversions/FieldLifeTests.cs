using Abaca.Server.AccessRules;
using Abaca.Server.Messages;
using Abaca.Server.Microversions;
using Abaca.Server.Versions;
using Abaca.Server.Quotas;
using Abaca.Server.Replicas;
using Abaca.Server.Services;
using Abaca.Server.ShareTypes;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Unit.Microversions;

/// <summary>Every view shows at every version, to every caller and in every form, the fields that Manila shows.</summary>
public sealed class FieldLifeTests
{
    readonly History history = new(MicroversionList.All);

    [Fact]
    public void Shares_show_what_Manila_shows() => Same<ShareView>(FieldFact.Share);

    [Fact]
    public void Share_instances_show_what_Manila_shows() => Same<ShareInstanceView>(FieldFact.ShareInstance);

    [Fact]
    public void Export_locations_show_what_Manila_shows() => Same<ExportLocationView>(FieldFact.ExportLocation);

    [Fact]
    public void Share_replicas_show_what_Manila_shows() => Same<ShareReplicaView>(FieldFact.ShareReplica);

    [Fact]
    public void Export_locations_of_replicas_show_what_Manila_shows() => Same<ReplicaExportView>(FieldFact.ReplicaExport);

    [Fact]
    public void Access_rules_show_what_Manila_shows() => Same<AccessRuleView>(FieldFact.AccessRule);

    [Fact]
    public void Snapshots_show_what_Manila_shows() => Same<SnapshotView>(FieldFact.Snapshot);

    [Fact]
    public void Share_types_show_what_Manila_shows() => Same<ShareTypeView>(FieldFact.ShareType);

    [Fact]
    public void Quota_sets_show_what_Manila_shows() => Same<QuotaSetView>(FieldFact.QuotaSet);

    [Fact]
    public void Services_show_what_Manila_shows() => Same<ServiceView>(FieldFact.Service);

    [Fact]
    public void Changed_services_show_what_Manila_shows() => Same<ServiceUpdateView>(FieldFact.ServiceUpdate);

    [Fact]
    public void Pools_show_what_Manila_shows() => Same<PoolView>(FieldFact.Pool);

    [Fact]
    public void Messages_show_what_Manila_shows() => Same<MessageView>(FieldFact.Message);

    void Same<T>(string table) where T : class, IView<T>
    {
        var facts = FieldFact.Read(table);
        var view = history.View<T>();
        for (var minor = ApiVersion.Oldest.Minor; minor <= ApiVersion.Newest.Minor; minor++)
        {
            foreach (var audience in (Audience[])[Audience.Everyone, Audience.Admin, Audience.Admin | Audience.HostAdmin])
            {
                foreach (var form in Enum.GetValues<ViewForm>())
                {
                    var expected = facts.Where(f => Shown(f, facts, minor, audience, form)).Select(f => f.Name).Order(StringComparer.Ordinal);
                    var found = view.FieldsAt(new ApiVersion(minor), audience, form).Order(StringComparer.Ordinal);
                    Assert.True(expected.SequenceEqual(found), $"2.{minor} {audience} {form}\nManila: {string.Join(' ', expected)}\nours:   {string.Join(' ', found)}");
                }
            }
        }
    }

    static bool Shown(FieldFact fact, IReadOnlyList<FieldFact> all, int minor, Audience audience, ViewForm form) =>
        minor >= fact.From && minor <= fact.To
        && fact.Who switch
        {
            "admin" => audience.HasFlag(Audience.Admin),
            "host" => audience.HasFlag(Audience.HostAdmin),
            _ => true,
        }
        && (form == ViewForm.Summary && all.Any(f => f.Summary) ? fact.Summary : form == ViewForm.Show || !fact.ShowOnly);
}
