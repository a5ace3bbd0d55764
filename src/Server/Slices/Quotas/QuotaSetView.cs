namespace Abaca.Server.Quotas;

/// <summary>Limits on the wire, by resource.</summary>
/// <param name="Id">Project or class; null: not shown.</param>
/// <param name="Limits">Limits; a resource that is not there is not shown.</param>
/// <param name="Uses">What is used, for the detailed form; null: limits alone.</param>
public sealed record QuotaSetView(string? Id, IReadOnlyDictionary<string, long> Limits, IReadOnlyDictionary<string, long>? Uses = null)
    : IView<QuotaSetView>
{
    /// <inheritdoc/>
    public static ViewShape<QuotaSetView> Shape { get; } = MakeShape();

    /// <summary>The limits of a scope, and its use where that is asked for.</summary>
    public static QuotaSetView Of(QuotaScope scope, QuotaStanding standing, string? id, bool detailed)
    {
        var shown = QuotaResource.All.Where(r => r.OfTypes || !scope.IsOfType).ToList();
        return new QuotaSetView(
            id,
            shown.ToDictionary(r => r.Name, r => standing.Limit(scope, r), StringComparer.Ordinal),
            detailed ? shown.ToDictionary(r => r.Name, r => standing.Use(scope, r), StringComparer.Ordinal) : null);
    }

    static ViewShape<QuotaSetView> MakeShape()
    {
        var shape = new ViewShape<QuotaSetView>("quota_set", "quota_sets").Custom("id", static (json, v, _) =>
        {
            if (v.Id is { } id) json.WriteString("id"u8, id);
        });
        foreach (var resource in QuotaResource.All)
        {
            var key = JsonEncodedText.Encode(resource.Name);
            shape.Custom(resource.Name, (json, v, _) => Write(json, key, resource.Name, v));
        }
        return shape;
    }

    static void Write(Utf8JsonWriter json, JsonEncodedText key, string resource, QuotaSetView view)
    {
        if (!view.Limits.TryGetValue(resource, out var limit)) return;
        if (view.Uses is null)
        {
            json.WriteNumber(key, limit);
            return;
        }
        json.WriteStartObject(key);
        json.WriteNumber("limit"u8, limit);
        json.WriteNumber("in_use"u8, view.Uses[resource]);
        json.WriteNumber("reserved"u8, 0);
        json.WriteEndObject();
    }
}
