namespace Abaca.Server.Identity.Policy;

/// <summary>Text with <c>%(name)s</c> places for values of the target; <c>%%</c> is a percent sign.</summary>
sealed class Template
{
    readonly string _written;
    readonly (string Text, string? Name)[] _parts;

    Template(string written, (string, string?)[] parts)
    {
        _written = written;
        _parts = parts;
    }

    /// <summary>Compiles a text, or answers null when a percent sign in it begins nothing known.</summary>
    public static Template? Compile(string text)
    {
        var parts = new List<(string, string?)>();
        var literal = new System.Text.StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                literal.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '%')
            {
                literal.Append('%');
                at++;
            }
            else
            {
                var end = text.IndexOf(")s", at, StringComparison.Ordinal);
                if (end < 0 || text[at + 1] != '(' || end == at + 2) return null;
                parts.Add((literal.ToString(), text[(at + 2)..end]));
                literal.Clear();
                at = end + 1;
            }
        }
        if (literal.Length > 0 || parts.Count == 0) parts.Add((literal.ToString(), null));
        return new Template(text, [.. parts]);
    }

    /// <summary>The text with values filled in, or null when the target lacks one.</summary>
    public string? Fill(Target target)
    {
        if (_parts is [var only]) // nearly every rule: no concatenation, no garbage
        {
            if (only.Name is null) return only.Text;
            if (only.Text.Length == 0) return target.Named(only.Name);
        }
        var text = "";
        foreach (var (before, name) in _parts)
        {
            text += before;
            if (name is null) continue;
            if (target.Named(name) is not { } value) return null;
            text += value;
        }
        return text;
    }

    /// <summary>The text as written.</summary>
    public override string ToString() => _written;
}
