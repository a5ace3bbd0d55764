using System.Text;
using System.Text.Encodings.Web;

namespace Abaca.Server.Data;

/// <summary>Small objects of texts as they lie in JSON columns: keys sorted, so that equal objects are equal texts.</summary>
public static class Json
{
    /// <summary>An object without items.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Nothing = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>To column text.</summary>
    public static string Write(IReadOnlyDictionary<string, string> items)
    {
        if (items.Count == 0) return "{}";
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (key, value) in items.OrderBy(i => i.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>For people and scripts: indented, with a line end.</summary>
    public static string Indented(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(json);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>A condition: an object in a column has this item. Looks into every row's; the only words for it that differ between engines.</summary>
    public static Sql Has(string column, string key, string value) =>
        Sql.Of($"EXISTS (SELECT 1 FROM json_each({Sql.Raw(column)}) m WHERE m.key = {key} AND m.value = {value})");

    /// <summary>From a column.</summary>
    public static IReadOnlyDictionary<string, string> Map(this Row row, int column)
    {
        var bytes = row.Utf8(column);
        if (bytes.Length <= 2) return Nothing;
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var json = new Utf8JsonReader(bytes);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = json.GetString()!;
            json.Read();
            items[key] = json.GetString() ?? "";
        }
        return items;
    }
}
