using System.Text;
using Abaca.Server.Data;

namespace Abaca.Tests.Server.BadInput;

/// <summary>Everything the database holds that requests change, as one text: two of them are equal when nothing was changed.</summary>
static class DatabaseText
{
    static readonly string[] Tables =
    [
        "shares", "share_instances", "export_locations", "access_rules", "snapshots", "snapshot_instances", "share_types", "share_type_projects",
        "share_groups", "share_group_types", "share_group_type_projects", "share_group_snapshots", "share_group_snapshot_members",
        "quotas", "quota_classes", "quota_uses", "messages", "operations",
    ];

    /// <summary>Reads it.</summary>
    public static async Task<string> Of(Db db)
    {
        var text = new StringBuilder();
        foreach (var table in Tables)
        {
            foreach (var line in (await Databases.WholeRows.Of(db, table)).Order(StringComparer.Ordinal)) text.Append(table).Append(' ').AppendLine(line);
        }
        var services = await db.Query(Sql.Raw("SELECT host || ' ' || disabled FROM services ORDER BY 1"), r => r.Text(0));
        return text.AppendJoin('\n', services).ToString();
    }
}
