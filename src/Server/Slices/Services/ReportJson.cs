using System.Text.Json.Serialization;
using Abaca.Server.Scheduling;

namespace Abaca.Server.Services;

/// <summary>Backend reports and pool options as they lie in their columns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(CapabilitiesConverter), typeof(KnownNumberConverter)])]
[JsonSerializable(typeof(BackendReport))]
[JsonSerializable(typeof(PoolOptions))]
sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>A report as column text. Numbers that JSON has no form for become unknown.</summary>
    public static string Write(BackendReport report) => JsonSerializer.Serialize(report, Default.BackendReport);

    /// <summary>Options as column text.</summary>
    public static string Write(PoolOptions options) => JsonSerializer.Serialize(options, Default.PoolOptions);

    /// <summary>A report from its column.</summary>
    public static BackendReport ReadReport(string text) => JsonSerializer.Deserialize(text, Default.BackendReport)!;

    /// <summary>Options from their column.</summary>
    public static PoolOptions ReadOptions(string text) => JsonSerializer.Deserialize(text, Default.PoolOptions)!;
}

/// <summary>Capabilities by their names.</summary>
sealed class CapabilitiesConverter : JsonConverter<IReadOnlyDictionary<string, object>>
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return CapabilityJson.ReadMap(document.RootElement);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, object> value, JsonSerializerOptions options) => CapabilityJson.Write(writer, value);
}

/// <summary>A number, or null for one that is not known or not finite.</summary>
sealed class KnownNumberConverter : JsonConverter<double?>
{
    /// <inheritdoc/>
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is { } known && double.IsFinite(known)) writer.WriteNumberValue(known);
        else writer.WriteNullValue();
    }
}
