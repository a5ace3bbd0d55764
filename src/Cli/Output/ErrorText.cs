namespace Abaca.Cli;

/// <summary>Prints an error for people: what happened, where, what to do.</summary>
static class ErrorText
{
    /// <summary>Writes up to three lines.</summary>
    public static void Write(TextWriter error, ClientException e)
    {
        error.WriteLine($"abaca: {DisplayText.Safe(e.Message)}");
        var request = e.RequestId is { } id ? $"request {id}" : null;
        var status = e.Status is { } code && code >= 400 ? $"status {code}" : null;
        var facts = string.Join(", ", new[] { e.Where, status, request }.OfType<string>());
        if (facts.Length > 0) error.WriteLine($"  at: {DisplayText.Safe(facts)}");
        if (e.Remedy is { } remedy) error.WriteLine($"  try: {DisplayText.Safe(remedy)}");
    }
}
