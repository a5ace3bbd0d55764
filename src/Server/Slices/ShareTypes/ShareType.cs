namespace Abaca.Server.ShareTypes;

/// <summary>A share type, as stored.</summary>
/// <param name="Id">Id (uuid).</param>
/// <param name="Name">Unique name.</param>
/// <param name="Description">Description.</param>
/// <param name="IsPublic">Every project may use it; else only those it was granted to.</param>
/// <param name="ExtraSpecs">Extra specs as stored: texts.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UpdatedAt">Last change.</param>
public sealed record ShareType(
    string Id, string Name, string? Description, bool IsPublic, IReadOnlyDictionary<string, string> ExtraSpecs,
    DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt) : IGrantedType, IResource<ShareType>
{
    /// <inheritdoc/>
    public static string Kind => "Share type";

    /// <inheritdoc/>
    public Owner? Owner => null;

    /// <summary>A boolean extra spec in any of its spellings (<c>True</c>, <c>&lt;is&gt; true</c>); absent is false.</summary>
    public bool Promises(string spec) =>
        ExtraSpecs.TryGetValue(spec, out var value) && Flags.Parse(value.Replace("<is>", "", StringComparison.Ordinal)) == true;

    /// <summary>A whole-number extra spec such as <c>provisioning:max_share_size</c> (GiB), or null.</summary>
    public int? Number(string spec) =>
        ExtraSpecs.TryGetValue(spec, out var value)
        && int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Zones that the type is bound to; empty: any.</summary>
    public IReadOnlyList<string> AvailabilityZones =>
        ExtraSpecs.TryGetValue("availability_zones", out var zones)
            ? zones.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];
}
