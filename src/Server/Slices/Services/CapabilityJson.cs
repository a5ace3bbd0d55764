using System.Collections;

namespace Abaca.Server.Services;

/// <summary>Capability values as JSON: truth values, numbers, texts, lists and objects of those.</summary>
static class CapabilityJson
{
    const string Unknown = "unknown";

    /// <summary>Writes a value; what JSON has no form for becomes a text.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case float number: WriteFraction(json, number); break;
            case double number: WriteFraction(json, number); break;
            case string text: json.WriteStringValue(text); break;
            case IReadOnlyDictionary<string, object?> map: WriteMap(json, map); break;
            case IEnumerable many: WriteMany(json, many); break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    /// <summary>An object of values; nulls are left out.</summary>
    public static IReadOnlyDictionary<string, object> ReadMap(JsonElement json) => json.EnumerateObject()
        .Where(p => p.Value.ValueKind != JsonValueKind.Null)
        .ToDictionary(p => p.Name, p => Read(p.Value)!, StringComparer.Ordinal);

    static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.Object => ReadMap(json),
        _ => null,
    };

    static void WriteFraction(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteStringValue(Unknown);
    }

    static void WriteMap(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> map)
    {
        json.WriteStartObject();
        foreach (var (key, value) in map)
        {
            json.WritePropertyName(key);
            Write(json, value);
        }
        json.WriteEndObject();
    }

    static void WriteMany(Utf8JsonWriter json, IEnumerable many)
    {
        json.WriteStartArray();
        foreach (var item in many) Write(json, item);
        json.WriteEndArray();
    }
}
