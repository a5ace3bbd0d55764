namespace Abaca.Server.Operations;

/// <summary>Words an exception as a reason that may be stored and shown to operators.</summary>
static class Reasons
{
    const int Longest = 500;

    /// <summary>Its kind and message in one line; never its stack.</summary>
    internal static string Of(Exception e)
    {
        var text = $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
        return text.Length <= Longest ? text : text[..Longest];
    }
}
