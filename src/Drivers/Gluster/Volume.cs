using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>A volume as <c>gluster volume info</c> shows it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Id">Its own number (uuid), which no other volume has.</param>
/// <param name="IsStarted">Clients can mount it.</param>
/// <param name="Shape">How its bricks make up its size.</param>
/// <param name="Options">Options that have been set.</param>
sealed partial record Volume(string Name, string Id, bool IsStarted, VolumeShape Shape, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>Manila's: the share that the volume is, or what Manila writes for none. Other services that know only Manila's go by it.</summary>
    public const string ShareOption = "user.manila-share";

    /// <summary>Manila's: the snapshot that the volume was made from.</summary>
    public const string OriginOption = "user.manila-cloned-from";

    /// <summary>Ours: whose the volume is (<see cref="OwnershipMark"/>).</summary>
    public const string OwnerOption = "user.abaca-owner";

    /// <summary>Ours: who is about to take the volume; one option for each service, since no option can be removed again.</summary>
    public const string ClaimPrefix = "user.abaca-claim-";

    /// <summary>What stands where nobody is named. Options of this kind cannot be reset.</summary>
    public const string Nobody = OwnershipMark.LetGo;

    /// <summary>The same in Manila's option.</summary>
    public const string NoShare = "NONE";

    /// <summary>Names of certificates that may mount.</summary>
    public const string AllowOption = "auth.ssl-allow";

    const string ClonePrefix = "manila-";

    /// <summary>Name of the volume that a share from a snapshot is.</summary>
    public static string CloneName(string instanceId) => ClonePrefix + instanceId;

    /// <summary>The share instance that a volume made from a snapshot was made for, by its name; null for other volumes.</summary>
    public string? CloneOf => Name.StartsWith(ClonePrefix, StringComparison.Ordinal) && WholeUuid().IsMatch(Name[ClonePrefix.Length..]) ? Name[ClonePrefix.Length..] : null;

    /// <summary>Whose it says it is. What a volume made from a snapshot has inherited of its origin is not its own.</summary>
    public OwnershipMark? Owner => OwnershipMark.Read(Options.GetValueOrDefault(OwnerOption)) is { } mark && (CloneOf is null || CloneOf == mark.InstanceId) ? mark : null;

    /// <summary>The id of a share that somebody has written on it; null when it has none.</summary>
    public string? ShareId => CloneOf ?? (Uuid().Match(Options.GetValueOrDefault(ShareOption, "")) is { Success: true } found ? found.Value : null);

    /// <summary>It was a share and was let go with all that is in it.</summary>
    public bool IsLetGo => ShareId is not null && OwnershipMark.SaysLetGo(Options.GetValueOrDefault(OwnerOption));

    /// <summary>Who is about to take it, by the option's name.</summary>
    public IReadOnlyDictionary<string, OwnershipMark> Claims => Options.Where(option => option.Key.StartsWith(ClaimPrefix, StringComparison.Ordinal))
        .Select(option => (option.Key, Mark: OwnershipMark.Read(option.Value))).Where(claim => claim.Mark is not null)
        .ToDictionary(claim => claim.Key, claim => claim.Mark!, StringComparer.Ordinal);

    /// <summary>Nobody has it: neither we nor Manila, and no share was left in it.</summary>
    public bool IsUnowned => Owner is null && ShareId is null;

    /// <summary>Bricks take connections with certificates only.</summary>
    public bool HasTls => IsOn("client.ssl") && IsOn("server.ssl");

    /// <summary>Sizes can be limited.</summary>
    public bool HasQuota => IsOn("features.quota");

    /// <summary>Who may mount it.</summary>
    public CertificateNames Allowed => CertificateNames.Parse(Options.GetValueOrDefault(AllowOption));

    /// <summary>Directory of deleted files, which Gluster keeps and nobody can remove.</summary>
    public string Trashcan => Options.GetValueOrDefault("features.trash-dir") is { Length: > 0 } name ? name.Trim('/') : ".trashcan";

    /// <summary>An option that is a switch.</summary>
    public bool IsOn(string option) => Options.GetValueOrDefault(option)?.ToLowerInvariant() is "on" or "yes" or "true" or "enable" or "1";

    /// <summary>An option that is a switch, and set to off.</summary>
    public bool IsOff(string option) => Options.ContainsKey(option) && !IsOn(option);

    /// <summary>Reads the answer to <c>volume info</c>.</summary>
    public static IReadOnlyList<Volume> Parse(XElement answer) => [.. answer.Descendants("volume").Select(Of)];

    static Volume Of(XElement volume)
    {
        int Number(string name) => int.TryParse(volume.Element(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var options = volume.Descendants("option").Where(option => option.Element("name") is not null).GroupBy(option => option.Element("name")!.Value, StringComparer.Ordinal);
        return new Volume(
            volume.Element("name")?.Value ?? "", volume.Element("id")?.Value ?? "", volume.Element("statusStr")?.Value == "Started",
            new VolumeShape(Number("brickCount"), Number("replicaCount"), Number("arbiterCount"), Number("disperseCount"), Number("redundancyCount")),
            options.ToDictionary(same => same.Key, same => same.Last().Element("value")?.Value ?? "", StringComparer.Ordinal));
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture)]
    private static partial Regex Uuid();

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", RegexOptions.ExplicitCapture)]
    private static partial Regex WholeUuid();
}
