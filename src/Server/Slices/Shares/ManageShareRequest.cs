namespace Abaca.Server.Shares;

/// <summary>The body that brings an existing share under management, read and checked as far as it can be without looking anything up.</summary>
sealed record ManageShareRequest(
    string ExportPath, string Host, string Protocol, string? Type, string? Name, string? Description, bool IsPublic,
    IReadOnlyDictionary<string, string> Options, string? ServerId, string? MountPointName)
{
    /// <summary>Longest export path.</summary>
    const int LongestPath = 2000;

    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiRefusal">400 for a field, 422 for one that is not there.</exception>
    public static ManageShareRequest From(Call call)
    {
        var share = call.Body("share", missing: 422);
        return new ManageShareRequest(
            PathOf(share),
            HostOf(share),
            ManagedFields.Required(share, "protocol").ToUpperInvariant(),
            share.Reference("share_type"),
            share.TextOrSynonym("name", "display_name"),
            share.TextOrSynonym("description", "display_description"),
            share.Flag("is_public") ?? false,
            ManagedFields.Options(share),
            share.Reference("share_server_id"),
            share.Text("mount_point_name"));
    }

    static string PathOf(Fields share) => share.Find("export_path") is { ValueKind: System.Text.Json.JsonValueKind.Object }
        ? ManagedFields.Required(share.Object("export_path")!, "path", LongestPath)
        : ManagedFields.Required(share, "export_path", LongestPath);

    static string HostOf(Fields share)
    {
        var host = ManagedFields.Required(share, "service_host");
        return host.Split('#') is [{ Length: > 0 }, { Length: > 0 }]
            ? host
            : throw Refusals.BadField("service_host", $"'{host}' names no pool; write host@backend#pool.");
    }
}
