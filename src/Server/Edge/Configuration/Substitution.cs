using System.Text;

namespace Abaca.Server.Configuration;

/// <summary>
/// References to other options in a value, as oslo.config has them: <c>$name</c>, <c>${name}</c>, <c>$group.name</c>,
/// <c>${group.name}</c>; <c>$$</c> and <c>\$</c> stand for one dollar sign; a dollar sign before anything else stays.
/// </summary>
static class Substitution
{
    /// <summary>Replaces every reference by what <paramref name="lookup"/> answers.</summary>
    public static string Expand(string value, Func<string, string> lookup)
    {
        if (!value.Contains('$')) return value;
        var result = new StringBuilder(value.Length);
        for (var at = 0; at < value.Length;)
        {
            if (value[at] == '\\' && at + 1 < value.Length && value[at + 1] == '$')
            {
                result.Append('$');
                at += 2;
            }
            else if (value[at] != '$')
            {
                result.Append(value[at++]);
            }
            else
            {
                at += Reference(value, at, lookup, result);
            }
        }
        return result.ToString();
    }

    /// Takes what begins at a dollar sign and answers how many characters that was.
    static int Reference(string value, int at, Func<string, string> lookup, StringBuilder result)
    {
        var rest = value.AsSpan(at + 1);
        if (rest.Length > 0 && rest[0] == '$')
        {
            result.Append('$');
            return 2;
        }
        if (rest.Length > 1 && rest[0] == '{' && NameLength(rest[1..]) is var inner and > 0
            && rest.Length > inner + 1 && rest[inner + 1] == '}')
        {
            result.Append(lookup(rest.Slice(1, inner).ToString()));
            return inner + 3;
        }
        var length = NameLength(rest);
        while (length > 0 && rest[length - 1] == '.') length--; // a sentence may end behind a name
        if (length == 0)
        {
            result.Append('$');
            return 1;
        }
        result.Append(lookup(rest[..length].ToString()));
        return length + 1;
    }

    static int NameLength(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || (text[0] != '_' && !char.IsAsciiLetter(text[0]))) return 0;
        var length = 1;
        while (length < text.Length && (text[length] is '_' or '.' || char.IsAsciiLetterOrDigit(text[length]))) length++;
        return length;
    }
}
