using System.Text;

namespace Abaca.Server.Http;

/// <summary>
/// Reads <c>{'key': 'value', "k2": True}</c>: python-manilaclient sends filters as the text of a Python dictionary.
/// </summary>
public static class DictLiteral
{
    /// <summary>The items, or null when the text is not such a literal. Bare words and numbers are taken as their text.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string text)
    {
        var reader = new Reader(text);
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!reader.Take('{')) return null;
        if (reader.Take('}')) return reader.AtEnd ? items : null;
        do
        {
            if (reader.Take('}')) return reader.AtEnd ? items : null;
            if (reader.Item() is not { } key || !reader.Take(':') || reader.Item() is not { } value) return null;
            items[key] = value;
        }
        while (reader.Take(','));
        return reader.Take('}') && reader.AtEnd ? items : null;
    }

    sealed class Reader(string text)
    {
        int at;

        public bool AtEnd
        {
            get
            {
                Blank();
                return at == text.Length;
            }
        }

        public bool Take(char wanted)
        {
            Blank();
            if (at >= text.Length || text[at] != wanted) return false;
            at++;
            return true;
        }

        public string? Item()
        {
            Blank();
            if (at < text.Length && text[at] is 'u' or 'b' && at + 1 < text.Length && text[at + 1] is '\'' or '"') at++;
            if (at < text.Length && text[at] is '\'' or '"') return Quoted(text[at++]);
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.' or '-' or '+' or '_')) at++;
            return at > start ? text[start..at] : null;
        }

        string? Quoted(char quote)
        {
            var result = new StringBuilder();
            while (at < text.Length && text[at] != quote)
            {
                if (text[at] == '\\' && ++at == text.Length) return null;
                result.Append(text[at++]);
            }
            if (at == text.Length) return null;
            at++;
            return result.ToString();
        }

        void Blank()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        }
    }
}
