namespace Abaca.Server.Shares;

/// <summary>Fields that the bodies about existing shares and existing snapshots have in common.</summary>
static class ManagedFields
{
    /// <summary>A text that must be there and not be blank; Manila answers 422 in these places.</summary>
    public static string Required(Fields fields, string name, int longest = Fields.LongestName)
    {
        var text = fields.Text(name, longest);
        return string.IsNullOrWhiteSpace(text) ? throw Refusals.Unprocessable($"{name} is required.") : text.Trim();
    }

    /// <summary>What the caller tells the driver: an object of texts; numbers and flags are taken as they are written.</summary>
    public static IReadOnlyDictionary<string, string> Options(Fields fields)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (fields.Object("driver_options") is not { } options) return found;
        foreach (var name in options.Names)
        {
            if (options.Find(name) is not { } value) continue;
            found[name] = value.ValueKind switch
            {
                JsonValueKind.String => options.Text(name, longest: 4096)!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => throw Refusals.BadField("driver_options", $"the value of '{name}' must be a text."),
            };
        }
        return found;
    }
}
