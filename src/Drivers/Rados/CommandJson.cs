using System.Text.Json;

namespace Abaca.Drivers.Rados;

/// <summary>Commands as monitors and daemons read them.</summary>
static class CommandJson
{
    /// <summary>One JSON object, the prefix first.</summary>
    /// <exception cref="ArgumentException">An argument is of a kind that commands do not have.</exception>
    public static byte[] Of(RadosCommand command)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("prefix", command.Prefix);
            foreach (var (name, value) in command.Arguments)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case IEnumerable<string> list:
                json.WriteStartArray();
                foreach (var item in list) json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            default: throw new ArgumentException($"A command has no arguments of type {value.GetType().Name}.", nameof(value));
        }
    }
}
