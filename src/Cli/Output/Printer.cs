using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Abaca.Cli;

/// <summary>A column of a list.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Field">The field of the API it shows.</param>
sealed record Column(string Title, string Field);

/// <summary>Prints results as a table, as JSON, or as bare values for scripts.</summary>
/// <param name="output">Where results go.</param>
/// <param name="error">Where remarks go.</param>
/// <param name="format">"table", "json" or "value".</param>
/// <param name="chosen">The columns or fields asked for; empty for the usual ones.</param>
sealed class Printer(TextWriter output, TextWriter error, string format, IReadOnlyList<string> chosen)
{
    /// <summary>The fields that clients of the API need and people do not.</summary>
    static readonly string[] unwanted = ["links", "volume_type"];

    static readonly JsonWriterOptions pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A resource as JSON under the API's names, without what only programs follow.</summary>
    public static JsonObject Json<T>(T resource, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToNode(resource, type)!.AsObject();
        foreach (var field in unwanted) json.Remove(field);
        return json;
    }

    /// <summary>Prints a list.</summary>
    /// <param name="rows">The rows, whole.</param>
    /// <param name="columns">What a table shows unless asked otherwise.</param>
    public void List(IReadOnlyList<JsonObject> rows, IReadOnlyList<Column> columns)
    {
        var shown = chosen.Count == 0 ? columns : [.. chosen.Select(name => Chosen(name, rows, columns))];
        if (format == "json")
        {
            Json(new JsonArray([.. rows.Select(row => chosen.Count == 0 ? row.DeepClone() : Only(row, shown))]));
            return;
        }
        var cells = rows.Select(row => (IReadOnlyList<string>)[.. shown.Select(column => DisplayText.Of(row[column.Field]))]).ToList();
        if (format == "value")
        {
            foreach (var row in cells) output.WriteLine(string.Join(' ', row));
            return;
        }
        if (rows.Count == 0)
        {
            error.WriteLine("none found");
            return;
        }
        TextTable.Write(output, [.. shown.Select(column => column.Title)], cells, [.. shown.Select(column => IsNumeric(rows, column.Field))]);
    }

    /// <summary>Prints one thing, a field a line.</summary>
    public void One(JsonObject thing)
    {
        var shown = chosen.Count == 0
            ? [.. thing.Select(field => new Column(field.Key, field.Key))]
            : chosen.Select(name => Chosen(name, [thing], [])).ToList();
        if (format == "json") Json(chosen.Count == 0 ? thing : Only(thing, shown));
        else if (format == "value") foreach (var column in shown) output.WriteLine(DisplayText.Of(thing[column.Field]));
        else TextTable.Write(output, null, [.. shown.Select(column => (IReadOnlyList<string>)[column.Field, DisplayText.Of(thing[column.Field])])], [false, false]);
    }

    /// <summary>Prints a table below another, for people only: JSON has it inside the object.</summary>
    public void Below(IReadOnlyList<JsonObject> rows, IReadOnlyList<Column> columns)
    {
        if (format != "table" || chosen.Count > 0 || rows.Count == 0) return;
        output.WriteLine();
        List(rows, columns);
    }

    /// <summary>Whether a person reads the output.</summary>
    public bool ForPeople => format == "table";

    static Column Chosen(string name, IReadOnlyList<JsonObject> rows, IReadOnlyList<Column> columns)
    {
        if (columns.FirstOrDefault(column => Same(column.Title, name) || Same(column.Field, name)) is { } known) return known;
        var field = rows.SelectMany(row => row.Select(entry => entry.Key)).FirstOrDefault(key => Same(key, name));
        if (field is not null) return new Column(field.ToUpperInvariant(), field);
        if (rows.Count == 0) return new Column(name.ToUpperInvariant(), name);
        var fields = rows[0].Select(entry => entry.Key).Concat(columns.Select(column => column.Field)).Distinct();
        throw new UsageException($"there is no column '{name}'; there are: {string.Join(", ", fields)}");
    }

    /// <summary>Titles are written with spaces, fields with underscores; either may be typed, in any case.</summary>
    static bool Same(string one, string other) =>
        string.Equals(one.Replace(' ', '_'), other.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase);

    static JsonObject Only(JsonObject row, IReadOnlyList<Column> columns) =>
        new(columns.Select(column => new KeyValuePair<string, JsonNode?>(column.Field, row[column.Field]?.DeepClone())));

    static bool IsNumeric(IReadOnlyList<JsonObject> rows, string field) =>
        rows.All(row => row[field] is null || row[field]!.GetValueKind() is JsonValueKind.Number) && rows.Any(row => row[field] is not null);

    void Json(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, pretty)) node.WriteTo(writer);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
