using System.Text;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>A block of Ganesha's configuration, as Manila and others have written it: <c>NAME { Key = value; OTHER { … } }</c>.</summary>
/// <param name="Name">Its name; empty for a whole text.</param>
/// <param name="Values">Its values without quotation marks, in the text's order.</param>
/// <param name="Blocks">Blocks in it.</param>
sealed record GaneshaBlock(string Name, IReadOnlyList<KeyValuePair<string, string>> Values, IReadOnlyList<GaneshaBlock> Blocks)
{
    /// <summary>A value, or null; case does not matter.</summary>
    public string? this[string key] => Values.LastOrDefault(value => Same(value.Key, key)).Value;

    /// <summary>Blocks of that name.</summary>
    public IEnumerable<GaneshaBlock> Named(string name) => Blocks.Where(block => Same(block.Name, name));

    /// <summary>Reads a text; null when it is none.</summary>
    public static GaneshaBlock? Parse(string text)
    {
        var words = new Queue<Word>(Words(text));
        var whole = Inside("", words, nested: false);
        return whole is not null && words.Count == 0 ? whole : null;
    }

    static GaneshaBlock? Inside(string name, Queue<Word> words, bool nested)
    {
        var values = new List<KeyValuePair<string, string>>();
        var blocks = new List<GaneshaBlock>();
        while (words.TryDequeue(out var word))
        {
            if (word.Is("}")) return nested ? new GaneshaBlock(name, values, blocks) : null;
            if (word.Is(";")) continue;
            if (word.IsMark || !words.TryDequeue(out var next)) return null;
            if (next.Is("{"))
            {
                if (Inside(word.Text, words, nested: true) is not { } block) return null;
                blocks.Add(block);
            }
            else if (!next.Is("=") || Value(words) is not { } value)
            {
                return null;
            }
            else
            {
                values.Add(new KeyValuePair<string, string>(word.Text, value));
            }
        }
        return nested ? null : new GaneshaBlock(name, values, blocks);
    }

    /// <summary>Everything up to the semicolon; a key without quotation marks may end with equals signs.</summary>
    static string? Value(Queue<Word> words)
    {
        var value = new StringBuilder();
        while (words.TryDequeue(out var word))
        {
            if (word.Is(";")) return value.ToString();
            if (word.IsMark && !word.Is("=")) return null;
            if (value.Length > 0 && !word.IsMark) value.Append(' ');
            value.Append(word.Text);
        }
        return null;
    }

    /// <summary>A word, a quoted text, or one of the marks <c>{ } = ;</c>.</summary>
    readonly record struct Word(string Text, bool IsMark)
    {
        public bool Is(string mark) => IsMark && Text == mark;
    }

    static IEnumerable<Word> Words(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var character = text[at];
            if (char.IsWhiteSpace(character)) at++;
            else if (character == '#') at = End(text, at, c => c == '\n');
            else if (character is '{' or '}' or '=' or ';') yield return new Word(text[at++].ToString(), true);
            else if (character is '"' or '\'') yield return new Word(Quoted(text, ref at), false);
            else
            {
                var end = End(text, at, c => char.IsWhiteSpace(c) || c is '{' or '}' or '=' or ';' or '#' or '"');
                yield return new Word(text[at..end], false);
                at = end;
            }
        }
    }

    static int End(string text, int from, Func<char, bool> stops)
    {
        while (from < text.Length && !stops(text[from])) from++;
        return from;
    }

    static string Quoted(string text, ref int at)
    {
        var mark = text[at++];
        var inside = new StringBuilder();
        while (at < text.Length && text[at] != mark)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            inside.Append(text[at++]);
        }
        at++;
        return inside.ToString();
    }

    static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
