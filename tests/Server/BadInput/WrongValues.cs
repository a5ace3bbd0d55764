namespace Abaca.Tests.Server.BadInput;

/// <summary>JSON values that a field of some kind cannot have.</summary>
static class WrongValues
{
    const string Half = "\"\\ud800\"";
    const string OtherHalf = "\"x\\udc00y\"";
    const string Nul = "\"a\\u0000b\"";

    static readonly string TooLong = $"\"{new string('x', 256)}\"";
    static readonly string FarTooLong = $"\"{new string('é', 40_000)}\"";
    static readonly string Deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
    static readonly string[] NoTexts = ["1", "1.5", "-1", "true", "[]", "{}", "[\"a\"]", "{\"a\":\"b\"}", "9223372036854775808", "1e400", Deep];
    static readonly string[] BadTexts = [Half, OtherHalf, Nul, TooLong, FarTooLong];
    static readonly string[] NoNumbers =
    [
        "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e400", "1.5", "1e-3", "\"1e3\"", "\"1.5\"", "\" \"",
        "\"abc\"", "\"0x10\"", "\"1 000\"", "\"٣\"", "\"2147483648\"", "true", "[]", "{}", "[1]", Half, Nul, Deep,
    ];

    /// <summary>Wrong values of a kind.</summary>
    public static IEnumerable<string> Of(string kind) => kind switch
    {
        "name" => [.. NoTexts, .. BadTexts],
        "newname" => [.. NoTexts, .. BadTexts, "null", "\"\"", "\"   \""],
        "word" => [.. NoTexts, .. BadTexts, "null", "\"\"", "\"   \"", "\"no such thing\"", "\"‮🦙\""],
        "path" => [.. NoTexts, Half, OtherHalf, Nul, FarTooLong, "null", "\"\"", "\"   \"", "{\"path\":1}", "{\"path\":null}", "{\"path\":[\"a\"]}"],
        "choice" => [.. NoTexts, .. BadTexts, "\"no such thing\""],
        "size" => [.. NoNumbers, "0", "-1", "\"0\"", "\"-1\"", "\"\"", "null"],
        "quota" => [.. NoNumbers, "-2", "\"-2\""],
        "flag" => ["\"perhaps\"", "2", "-1", "1.5", "[]", "{}", "\"\"", Half, Nul, Deep],
        "object" => ["1", "\"x\"", "true", "[]", "[{}]"],
        "options" => ["1", "\"x\"", "true", "[]", "[{}]", "{\"size\":[]}", "{\"size\":{}}", "{\"size\":" + Half + "}", "{\"size\":" + Nul + "}"],
        "map" => [.. Maps, "1", "\"x\"", "true", "[]", "[\"a\"]", Deep],
        "spec" => ["1", "null", "[]", "{}", "\"\"", "\"perhaps\"", Half, Nul, TooLong, Deep],
        "specs" => [.. Maps.Where(m => !m.Contains("true", StringComparison.Ordinal)), "1", "\"x\"", "true", "null", "[]", "{\"snapshot_support\":\"perhaps\"}", "{\"a b\":\"c\"}", "{\"🦙\":\"c\"}"],
        "groupspec" => ["1", "null", "[]", "{}", "\"\"", Half, Nul, TooLong, Deep],
        "groupspecs" => [.. Maps.Where(m => !m.Contains("true", StringComparison.Ordinal)), "1", "\"x\"", "true", "[]", "{\"a b\":\"c\"}", "{\"🦙\":\"c\"}"],
        "names" => ["1", "true", "{}", "null", "[]", "[1]", "[null]", "[[]]", "[\"\"]", "[\"no such thing\"]", "\"plain\"", $"[{Half}]", $"[{Nul}]", $"[{TooLong}]", Deep],
        "ids" => ["1", "true", "{}", "[1]", "[null]", "[[]]", "[\"\"]", "[\"plain\"]", "\"plain\"", "[\"5b6e6c0e-aaaa-4bbb-8ccc-000000000001\"]", $"[{Half}]", $"[{Nul}]", $"[{TooLong}]", Deep],
        "unknown" => ["null", "1", "\"x\"", "{}"],
        _ => throw new ArgumentException(kind),
    };

    static string[] Maps =>
    [
        "{\"a\":1}", "{\"a\":null}", "{\"a\":true}", "{\"a\":[]}", "{\"a\":{}}", "{\"\":\"x\"}", "{\" \":\"x\"}", "{\"a\":\"\"}",
        $"{{{TooLong}:\"x\"}}", $"{{\"a\":\"{new string('x', 1024)}\"}}", $"{{{Half}:\"x\"}}", $"{{\"a\":{Half}}}", $"{{\"a\":{Nul}}}", $"{{{Nul}:\"x\"}}",
    ];
}
