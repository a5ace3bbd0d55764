using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>The Dummy driver's section, read and checked.</summary>
/// <param name="Pools">Pool names and their capacities in GiB, in the section's order.</param>
/// <param name="Protocols">Protocols it makes shares of, in upper case.</param>
/// <param name="AccessTypes">Access types it takes.</param>
/// <param name="Thin">Shares take only what they use, and sizes may be promised beyond the capacity.</param>
/// <param name="Delay">Delay of methods without one of their own.</param>
/// <param name="Delays">Delays by method.</param>
public sealed record DummyOptions(
    IReadOnlyDictionary<string, double> Pools,
    IReadOnlyList<string> Protocols,
    IReadOnlyList<AccessType> AccessTypes,
    bool Thin,
    TimeSpan Delay,
    IReadOnlyDictionary<DummyMethod, TimeSpan> Delays)
{
    const string PoolsOption = "dummy_pools";
    const string ProtocolsOption = "dummy_protocols";
    const string AccessTypesOption = "dummy_access_types";
    const string ThinOption = "dummy_thin_provisioning";
    const string DelayOption = "dummy_driver_default_driver_method_delay";
    const string DelaysOption = "dummy_driver_driver_methods_delays";
    const string FailuresOption = "dummy_failures";
    const string CloneOption = "dummy_clone_seconds";
    const string MigrationOption = "dummy_migration_seconds";
    const string AbilitiesOption = "dummy_migration_abilities";
    const string StateFileOption = "dummy_state_file";
    const string ExistingOption = "dummy_existing";
    const string MountOption = "dummy_mount_options";

    /// <summary>How methods fail from the start.</summary>
    public IReadOnlyDictionary<DummyMethod, DummyFailure> Failures { get; init; } = new Dictionary<DummyMethod, DummyFailure>();

    /// <summary>How long a share from a snapshot is "copied"; zero: it is ready at once.</summary>
    public TimeSpan CloneTime { get; init; }

    /// <summary>How long a share that moves is "copied"; zero: at the first look it is there.</summary>
    public TimeSpan MigrationTime { get; init; }

    /// <summary>What a move within this backend keeps.</summary>
    public MigrationAbilities MigrationAbilities { get; init; } = new(true, true, true, false, true);

    /// <summary>Name of the section, which is the backend's.</summary>
    public string Section { get; init; } = "";

    /// <summary>Writes the marks of ownership.</summary>
    public MarkAuthor Marks { get; init; } = new("none", "");

    /// <summary>Shares that lie in the first pool from the start without being managed, with their sizes in GiB.</summary>
    public IReadOnlyDictionary<string, int> Existing { get; init; } = new Dictionary<string, int>();

    /// <summary>What clients are told to say when they mount; null: nothing.</summary>
    public string? MountOptions { get; init; }

    /// <summary>File that remembers what the backend holds, or null to forget it at the end.</summary>
    public string? StateFile { get; init; }

    /// <summary>Whether this process may change anything at this moment (see <see cref="BackendSettings.MayAct"/>).</summary>
    public Func<bool> MayAct { get; init; } = static () => true;

    static readonly string[] Kept = ["writable", "preserve_metadata", "nondisruptive", "preserve_snapshots"];

    /// <summary>Every option with type, default and help.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(PoolsOption, OptionKind.Map,
            "Pools and their capacities in GiB, as pool1:1000,pool2:500. Without it one pool of 1230 GiB named fake_pool_for_<section>."),
        new(ProtocolsOption, OptionKind.List, "Protocols that shares may have.", "NFS,CIFS,CEPHFS"),
        new(AccessTypesOption, OptionKind.List, "Access types that rules may have; rules of another type are refused.",
            "ip,user,cert,cephx"),
        new(ThinOption, OptionKind.Flag, "Shares take only what they use, so that more may be promised than the pool holds.", "false"),
        new(DelayOption, OptionKind.Number, "Seconds that each method takes.", "0"),
        new(DelaysOption, OptionKind.Map, "Seconds by method, as create:2,delete_share:0.5; Manila's method names are known too."),
        new(FailuresOption, OptionKind.Map,
            "Failures by method, as create:refuse,delete:unclear@0.2*3. Kinds: refuse, unclear (not done), lost (done), throw; "
            + "@ gives a probability, * a number of failures."),
        new(CloneOption, OptionKind.Number, "Seconds that a share from a snapshot takes to be ready after its creation was answered.", "0"),
        new(MigrationOption, OptionKind.Number, "Seconds that a share takes to be copied to another pool of this backend.", "0"),
        new(AbilitiesOption, OptionKind.List, $"What a move to another pool keeps: {string.Join(' ', Kept)}; 'none' for nothing of these.",
            "writable,preserve_metadata,preserve_snapshots"),
        new(ExistingOption, OptionKind.Map,
            "Shares that lie in the first pool from the start and wait to be managed, with their sizes in GiB, as old:5,older:10."),
        new(MountOption, OptionKind.Text, "What clients are told to say when they mount (__mount_options), such as port=12049."),
        new(StateFileOption, OptionKind.Text,
            "File that remembers what the backend holds, so that it outlives the process; relative to the state directory. "
            + "Without it everything is forgotten at the end. Written without fsync: it survives kill -9, not a power cut."),
    ];

    /// <summary>Reads a section.</summary>
    /// <exception cref="OptionException">A value makes no sense; the message says which and what to write.</exception>
    public static DummyOptions From(BackendSettings settings) => new(
        ReadPools(settings),
        [.. OrElse(settings.List(ProtocolsOption), ["NFS", "CIFS", "CEPHFS"]).Select(p => p.ToUpperInvariant())],
        [.. OrElse(settings.List(AccessTypesOption), ["ip", "user", "cert", "cephx"]).Select(ReadAccessType)],
        settings.Flag(ThinOption),
        ReadSeconds(DelayOption, settings.Text(DelayOption) ?? "0"),
        ReadDelays(settings))
    {
        Failures = ReadFailures(settings),
        CloneTime = ReadSeconds(CloneOption, settings.Text(CloneOption) ?? "0"),
        MigrationTime = ReadSeconds(MigrationOption, settings.Text(MigrationOption) ?? "0"),
        MigrationAbilities = ReadAbilities(OrElse(settings.List(AbilitiesOption), ["writable", "preserve_metadata", "preserve_snapshots"])),
        Section = settings.Section,
        Marks = settings.Marks,
        Existing = ReadMap(settings, ExistingOption).ToDictionary(pair => pair.Key, pair => ReadGib(ExistingOption, pair.Key, pair.Value)),
        MountOptions = settings.Text(MountOption),
        MayAct = settings.MayAct,
        StateFile = settings.Text(StateFileOption) is { } file ? Path.Combine(settings.StateDirectory, file) : null,
    };

    /// <summary>Everything that <see cref="From"/> refuses.</summary>
    public static IReadOnlyList<OptionException> Problems(BackendSettings settings) => OptionProblems.Of(
        () => ReadPools(settings), () => ReadDelays(settings), () => ReadFailures(settings), () => From(settings));

    static Dictionary<DummyMethod, TimeSpan> ReadDelays(BackendSettings settings) => ByMethod(
        DelaysOption, ReadMap(settings, DelaysOption).Where(pair => !DummyMethodNames.IsManilasAlone(pair.Key)), text => ReadSeconds(DelaysOption, text));

    static Dictionary<DummyMethod, DummyFailure> ReadFailures(BackendSettings settings) => ByMethod(
        FailuresOption, ReadMap(settings, FailuresOption), text => DummyFailure.Parse(text) ?? throw new OptionException(
            FailuresOption, $"'{text}' is no failure; write refuse, unclear, lost or throw, with @probability and *count if wanted"));

    /// <summary>A method has several names, so that it may be meant twice by two of them.</summary>
    static Dictionary<DummyMethod, T> ByMethod<T>(string option, IEnumerable<KeyValuePair<string, string>> pairs, Func<string, T> read)
    {
        var found = new Dictionary<DummyMethod, T>();
        foreach (var (name, text) in pairs)
            if (!found.TryAdd(ReadMethod(option, name), read(text))) throw new OptionException(option, $"'{name}' is a method that is given twice; keep one");
        return found;
    }

    static Dictionary<string, double> ReadPools(BackendSettings settings)
    {
        var pools = new Dictionary<string, double>();
        foreach (var (name, size) in ReadMap(settings, PoolsOption))
        {
            if (!double.TryParse(size, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var gib) || gib <= 0)
                throw new OptionException(PoolsOption, $"'{size}' is no capacity; write GiB above 0, as {name}:1000");
            pools[name] = gib;
        }
        if (pools.Count == 0) pools[$"fake_pool_for_{settings.Section}"] = 1230; // as Manila's dummy
        return pools;
    }

    static IEnumerable<KeyValuePair<string, string>> ReadMap(BackendSettings settings, string option)
    {
        var seen = new HashSet<string>();
        foreach (var item in settings.List(option))
        {
            if (item.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } key, { Length: > 0 } value])
                throw new OptionException(option, $"'{item}' is no pair; write key:value");
            if (!seen.Add(key)) throw new OptionException(option, $"'{key}' is given twice; keep one");
            yield return new(key, value);
        }
    }

    static IReadOnlyList<string> OrElse(IReadOnlyList<string> given, IReadOnlyList<string> otherwise) =>
        given.Count > 0 ? given : otherwise;

    static AccessType ReadAccessType(string name) => name.ToLowerInvariant() switch
    {
        "ip" => AccessType.Ip,
        "user" => AccessType.User,
        "cert" => AccessType.Cert,
        "cephx" => AccessType.Cephx,
        _ => throw new OptionException(AccessTypesOption, $"'{name}' is no access type; choose from ip, user, cert, cephx"),
    };

    static DummyMethod ReadMethod(string option, string name) => DummyMethodNames.Find(name) ?? throw new OptionException(
        option, $"'{name}' is no method; write start, report, create, delete, set_access, read_access, ensure, extend, shrink, "
        + "create_snapshot, delete_snapshot, create_from_snapshot, progress, revert, manage, unmanage, manage_snapshot, unmanage_snapshot or list");

    static MigrationAbilities ReadAbilities(IReadOnlyList<string> names)
    {
        if (names is ["none"]) names = [];
        if (names.FirstOrDefault(name => !Kept.Contains(name)) is { } unknown)
            throw new OptionException(AbilitiesOption, $"'{unknown}' is none of {string.Join(", ", Kept)}");
        return new(true, names.Contains(Kept[0]), names.Contains(Kept[1]), names.Contains(Kept[2]), names.Contains(Kept[3]));
    }

    static int ReadGib(string option, string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gib) && gib > 0
            ? gib
            : throw new OptionException(option, $"'{text}' is no size; write whole GiB above 0, as {name}:5");

    static TimeSpan ReadSeconds(string option, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw new OptionException(option, $"'{text}' are no seconds; write a number from 0 to 86400");
}
