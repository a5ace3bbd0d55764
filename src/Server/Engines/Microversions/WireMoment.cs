namespace Abaca.Server.Microversions;

/// <summary>Moments in Manila's form: UTC, six digits of fraction, no zone.</summary>
static class WireMoment
{
    /// <summary>Writes a property; null stays null.</summary>
    public static void Write(Utf8JsonWriter json, JsonEncodedText key, DateTimeOffset? at)
    {
        if (at is not { } moment)
        {
            json.WriteNull(key);
            return;
        }
        Span<char> text = stackalloc char[26];
        moment.UtcDateTime.TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        json.WriteString(key, text);
    }
}
