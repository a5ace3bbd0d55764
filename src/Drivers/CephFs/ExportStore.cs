using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Where the exports of Ganesha are kept, in Manila's layout.</summary>
/// <param name="InRados">As RADOS objects; else as files on the node.</param>
/// <param name="Pool">Pool of the objects, or null without <paramref name="InRados"/>.</param>
/// <param name="Index">Object that lists the exports.</param>
/// <param name="Counter">Object that counts export ids.</param>
/// <param name="ConfigDirectory">Ganesha's directory on the node.</param>
/// <param name="ExportDirectory">Directory of export files on the node.</param>
/// <param name="TemplateDirectory">Directory of export templates on this machine; need not exist.</param>
/// <param name="ServiceName">Ganesha's service on the node.</param>
sealed record ExportStore(
    bool InRados, string? Pool, string Index, string Counter, string ConfigDirectory, string ExportDirectory, string TemplateDirectory, string ServiceName)
{
    const string EnableOption = "ganesha_rados_store_enable";
    const string PoolOption = "ganesha_rados_store_pool_name";
    const string IndexOption = "ganesha_rados_export_index";
    const string CounterOption = "ganesha_rados_export_counter";
    const string DirectoryOption = "ganesha_config_dir";
    const string ExportDirectoryOption = "ganesha_export_dir";
    const string TemplateOption = "ganesha_export_template_dir";
    const string ServiceOption = "ganesha_service_name";

    /// <summary>Every option about the store.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(EnableOption, OptionKind.Flag, "Exports are kept as objects in RADOS.", "false"),
        new(PoolOption, OptionKind.Word, "Pool of these objects."),
        new(IndexOption, OptionKind.Word, "Object that lists the exports.", "ganesha-export-index"),
        new(CounterOption, OptionKind.Word, "Object that counts export ids.", "ganesha-export-counter"),
        new(DirectoryOption, OptionKind.Text, "Ganesha's directory on the node.", "/etc/ganesha"),
        new("ganesha_config_path", OptionKind.Text, "Ganesha's configuration file on the node; empty: ganesha.conf in ganesha_config_dir."),
        new(ExportDirectoryOption, OptionKind.Text, "Directory of export files on the node; empty: export.d in ganesha_config_dir."),
        new(TemplateOption, OptionKind.Text, "Directory of export templates.", "/etc/manila/ganesha-export-templ.d"),
        new(ServiceOption, OptionKind.Word, "Name of Ganesha's service on the node.", "ganesha.nfsd"),
        new("ganesha_db_path", OptionKind.Text, "Taken over from Manila, which counted export ids there when they were files."),
    ];

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static ExportStore From(BackendSettings settings)
    {
        var inRados = settings.Flag(EnableOption);
        var pool = settings.Text(PoolOption);
        if (inRados && pool is null) throw new OptionException(PoolOption, $"is needed with {EnableOption}: the pool that keeps the exports.");
        var directory = settings.Text(DirectoryOption) ?? "/etc/ganesha";
        return new ExportStore(
            inRados, pool, settings.Text(IndexOption) ?? "ganesha-export-index", settings.Text(CounterOption) ?? "ganesha-export-counter",
            directory, settings.Text(ExportDirectoryOption) ?? Path.Combine(directory, "export.d"),
            settings.Text(TemplateOption) ?? "/etc/manila/ganesha-export-templ.d", settings.Text(ServiceOption) ?? "ganesha.nfsd");
    }
}
