using System.Reflection;
using Abaca.Server.Microversions;
using Abaca.Server.Quotas;
using Abaca.Server.Replicas;
using Abaca.Server.Services;
using Abaca.Server.ShareMigration;
using Abaca.Server.Shares;
using Abaca.Server.Versions;
using Abaca.Tests.Server.Reference;
using Xunit;

namespace Abaca.Tests.Server.Microversions;

/// <summary>Every view shows at every version, to every caller and in every form, the fields that Manila shows.</summary>
public sealed class ViewLifeTests
{
    /// <summary>Manila's views of ours whose envelope does not say which it is.</summary>
    static readonly Dictionary<Type, string> Named = new()
    {
        [typeof(ExportLocationView)] = "share_export_location",
        [typeof(ReplicaExportView)] = "replica_export_location",
        [typeof(ServiceView)] = "service",
        [typeof(ServiceUpdateView)] = "service_update",
        [typeof(MigrationProgressView)] = "share_migration_progress",
    };

    /// <summary>Views that no table of fields can describe.</summary>
    static readonly Type[] Free =
    [
        typeof(LimitsView), // its keys are those of the quotas: the limits of a project
        typeof(ShareSummary), // a share in a plain list: the summary of ShareView, read from fewer columns
    ];

    readonly History history = new(MicroversionList.All);

    /// <summary>Every view of the service.</summary>
    public static TheoryData<Type> Views => [.. typeof(History).Assembly.GetTypes()
        .Where(t => t is { IsInterface: false } && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IView<>)) && !Free.Contains(t))];

    [Theory]
    [MemberData(nameof(Views))]
    public void A_view_shows_what_Manila_shows(Type view) =>
        typeof(ViewLifeTests).GetMethod(nameof(Compare), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(view).Invoke(this, BindingFlags.DoNotWrapExceptions, null, [], null);

    void Compare<T>() where T : class, IView<T>
    {
        var manila = Named.TryGetValue(typeof(T), out var name)
            ? Manila.Views[name]
            : Manila.Views.Values.FirstOrDefault(v => v.One == T.Shape.One) ?? Manila.Views.Values.FirstOrDefault(v => v.Many == T.Shape.Many)
                ?? throw new InvalidOperationException($"{typeof(T).Name}: Manila has no view '{T.Shape.One}' or '{T.Shape.Many}'");
        var view = history.View<T>();
        for (var minor = ApiVersion.Oldest.Minor; minor <= ApiVersion.Newest.Minor; minor++)
        {
            foreach (var audience in (Audience[])[Audience.Everyone, Audience.Admin, Audience.Admin | Audience.HostAdmin])
            {
                foreach (var form in Enum.GetValues<ViewForm>())
                {
                    var expected = manila.Fields.Where(f => Shown(f.Key, f.Value, manila, minor, audience, form)).Select(f => f.Key).Order(StringComparer.Ordinal);
                    var found = view.FieldsAt(new ApiVersion(minor), audience, form).Order(StringComparer.Ordinal);
                    Assert.True(expected.SequenceEqual(found), $"{typeof(T).Name} 2.{minor} {audience} {form}\nManila: {string.Join(' ', expected)}\nours:   {string.Join(' ', found)}");
                }
            }
        }
    }

    static bool Shown(string name, ManilaField field, ManilaView view, int minor, Audience audience, ViewForm form) =>
        minor >= field.From && minor <= field.To
        && field.Who switch
        {
            "admin" => audience.HasFlag(Audience.Admin),
            "host_admin" => audience.HasFlag(Audience.HostAdmin),
            _ => true,
        }
        && (form == ViewForm.Summary && view.Summary is { } summary ? summary.Contains(name) : form == ViewForm.Show || !field.Show);
}
