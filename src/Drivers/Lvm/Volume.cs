using System.Globalization;
using System.Text.Json;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>What a file server says of one logical volume.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uuid">LVM's own number of it, which no name changes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Attributes">The letters of <c>lv_attr</c> (lvs(8)).</param>
/// <param name="AllTags">Its tags.</param>
/// <param name="Pool">The thin pool that it is in; empty for a thick one.</param>
/// <param name="Origin">The volume that it is a snapshot of; empty when it is none, or when that is gone.</param>
/// <param name="Device">Major and minor number of its device; empty while it is not active.</param>
sealed record Volume(string Name, string Uuid, long Bytes, string Attributes, IReadOnlyList<string> AllTags, string Pool, string Origin, string Device)
{
    /// <summary>Columns that <see cref="Parse"/> reads.</summary>
    public const string Columns = "lv_name,lv_uuid,lv_size,lv_attr,lv_tags,pool_lv,origin,lv_kernel_major,lv_kernel_minor";

    const long Gib = 1L << 30;

    /// <summary>Whose it says it is.</summary>
    public OwnershipMark? Mark => OwnershipMark.Read(Tags.OwnerIn(AllTags));

    /// <summary>It was let go.</summary>
    public bool IsLetGo => OwnershipMark.SaysLetGo(Tags.OwnerIn(AllTags));

    /// <summary>The tag with its mark, or what stands in its place; null when there is none.</summary>
    public string? OwnerTag => Tags.In(AllTags, Tags.Owner) is { } value ? Tags.Of(Tags.Owner, value) : null;

    /// <summary>What it lacks yet (<see cref="Tags.Raw"/>); null when it is whole.</summary>
    public string? Raw => Tags.In(AllTags, Tags.Raw);

    /// <summary>The last way back that its content has come by; null when there was none.</summary>
    public string? RevertId => Tags.In(AllTags, Tags.Reverted);

    /// <summary>The way back that is overwriting it; null when none is.</summary>
    public string? Reverting => Tags.In(AllTags, Tags.Reverting);

    /// <summary>Nobody may see what is in it yet.</summary>
    public bool IsUnfinished => Raw is not null || Reverting is not null;

    /// <summary>Its size, in whole GiB, rounded up.</summary>
    public int SizeGib => (int)((Bytes + Gib - 1) / Gib);

    /// <summary>It shows how another volume was: a snapshot that shares its origin's unchanged blocks (thick).</summary>
    public bool HangsOn(string origin) => Pool.Length == 0 && Origin == origin;

    /// <summary>Something has it open: a mount, another device.</summary>
    public bool IsOpen => Attributes.Length > 5 && Attributes[5] == 'o';

    /// <summary>A volume that could hold a share or a snapshot, and is not a part or a pool of LVM's.</summary>
    public bool IsOrdinary => Name[0] != '[' && Attributes.Length > 0 && "-orRmMsSV".Contains(Attributes[0], StringComparison.Ordinal);

    /// <summary>Reads <c>lvs --reportformat json --units b --nosuffix</c>.</summary>
    /// <exception cref="JsonException">It is not whole, or something else.</exception>
    public static IReadOnlyList<Volume> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("report").EnumerateArray().SelectMany(report => report.GetProperty("lv").EnumerateArray()).Select(Read)];
    }

    static Volume Read(JsonElement row)
    {
        string Of(string column) => row.GetProperty(column).GetString() ?? throw new JsonException($"no {column}");
        var (major, minor) = (Of("lv_kernel_major"), Of("lv_kernel_minor"));
        return new Volume(
            Of("lv_name"), Of("lv_uuid"), long.Parse(Of("lv_size"), NumberStyles.None, CultureInfo.InvariantCulture), Of("lv_attr"),
            Of("lv_tags").Split(',', StringSplitOptions.RemoveEmptyEntries), Of("pool_lv"), Of("origin"), major == "-1" ? "" : $"{major}:{minor}");
    }
}
