namespace Abaca.Server.ShareTypes;

/// <summary>A share type on the wire.</summary>
/// <param name="Type">What is shown.</param>
/// <param name="Specs">The extra specs that the caller may see.</param>
/// <param name="Inferred">Names of abilities that are not set, shown as false so that tenants know how shares will behave.</param>
/// <param name="IsDefault">It is the type of shares that name none.</param>
/// <param name="RequiredAsSent">The required spec as the creation's body had it, when that was a JSON boolean.</param>
public sealed record ShareTypeView(
    ShareType Type, IReadOnlyDictionary<string, string> Specs, IReadOnlyList<string> Inferred, bool IsDefault, bool? RequiredAsSent = null)
    : IView<ShareTypeView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareTypeView> Shape { get; } = new ViewShape<ShareTypeView>("share_type", "share_types")
        .Text("id", v => v.Type.Id)
        .Text("name", v => v.Type.Name)
        .Custom("extra_specs", static (json, v, _) => WriteSpecs(json, v))
        .Custom("required_extra_specs", static (json, v, _) => WriteRequired(json, v))
        .Flag("os-share-type-access:is_public", v => v.Type.IsPublic)
        .Flag("share_type_access:is_public", v => v.Type.IsPublic)
        .Text("description", v => v.Type.Description)
        .Flag("is_default", v => v.IsDefault);

    /// <summary>A type as this caller sees it.</summary>
    public static ShareTypeView Of(ShareType type, bool isDefault, bool forAdmin) => forAdmin
        ? new ShareTypeView(type, type.ExtraSpecs, [], isDefault)
        : new ShareTypeView(
            type,
            type.ExtraSpecs.Where(s => KnownSpecs.IsVisible(s.Key)).ToDictionary(StringComparer.Ordinal),
            [.. KnownSpecs.Abilities.Where(name => !type.ExtraSpecs.ContainsKey(name))],
            isDefault);

    static void WriteSpecs(Utf8JsonWriter json, ShareTypeView view)
    {
        json.WriteStartObject("extra_specs"u8);
        foreach (var (key, value) in view.Specs) json.WriteString(key, value);
        foreach (var name in view.Inferred) json.WriteBoolean(name, false);
        json.WriteEndObject();
    }

    static void WriteRequired(Utf8JsonWriter json, ShareTypeView view)
    {
        json.WriteStartObject("required_extra_specs"u8);
        if (view.RequiredAsSent is { } sent) json.WriteBoolean(KnownSpecs.HandlesShareServers, sent);
        else if (view.Type.ExtraSpecs.TryGetValue(KnownSpecs.HandlesShareServers, out var stored)) json.WriteString(KnownSpecs.HandlesShareServers, stored);
        json.WriteEndObject();
    }
}
