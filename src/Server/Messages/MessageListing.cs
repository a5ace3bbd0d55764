using System.Globalization;
using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Messages;

/// <summary>Which messages a request wants, and in which order.</summary>
/// <param name="Where">Conditions.</param>
/// <param name="Order">ORDER BY.</param>
/// <param name="Page">Which part.</param>
/// <param name="Place">Where it begins.</param>
sealed record MessageListing(Sql Where, Sql Order, PageRequest Page, ListPlace Place)
{
    static readonly string[] Exact = ["resource_id", "resource_type", "action_id", "detail_id", "message_level", "request_id"];

    static readonly string[] SortKeys = ["id", "project_id", "created_at", "expires_at", .. Exact];

    /// <summary>Reads the query. Admins see the messages of every project.</summary>
    /// <exception cref="ApiRefusal">400 for a bad value.</exception>
    public static MessageListing From(Call call, int maxLimit)
    {
        var query = call.Query;
        var where = Scope(call);
        foreach (var column in Exact)
        {
            if (query.Text(column) is { Length: > 0 } value) where.Append($" AND {Sql.Raw(column)} = {value}");
        }
        if (Moment(query, "created_since") is { } since) where.Append($" AND created_at >= {since}");
        if (Moment(query, "created_before") is { } before) where.Append($" AND created_at <= {before}");
        var page = PageRequest.From(query, maxLimit);
        var (key, descending) = (SortKey(query), Descending(query));
        var place = new ListPlace(MessageStore.From, Sql.Raw("id"), Scope(call));
        where.Append(place.Behind(page, key, descending));
        var direction = descending ? "DESC" : "ASC";
        return new MessageListing(where, Sql.Raw($" ORDER BY {key} {direction}, id {direction}"), page, place);
    }

    static Sql Scope(Call call) => call.Caller.IsAdmin ? Sql.Of($"1 = 1") : Sql.Of($"project_id = {call.Caller.ProjectId}");

    static string SortKey(Query query)
    {
        var key = query.Text("sort_key") ?? "created_at";
        return SortKeys.Contains(key) ? key : throw Refusals.BadField("sort_key", $"'{key}' is not one of {string.Join(", ", SortKeys)}.");
    }

    static bool Descending(Query query) => (query.Text("sort_dir") ?? "desc") switch
    {
        "desc" => true,
        "asc" => false,
        var other => throw Refusals.BadField("sort_dir", $"'{other}' is neither asc nor desc."),
    };

    static DateTimeOffset? Moment(Query query, string name)
    {
        if (query.Text(name) is not { Length: > 0 } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Refusals.BadField(name, $"'{text}' is not a moment such as 2026-01-31T12:00:00.");
    }
}
