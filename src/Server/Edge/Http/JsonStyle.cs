using System.Text.Encodings.Web;

namespace Abaca.Server.Http;

/// <summary>How JSON is written: compact, any character as itself (the content type says UTF-8), no second validation.</summary>
static class JsonStyle
{
    /// <summary>For every answer.</summary>
    public static readonly JsonWriterOptions Writer = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
}
