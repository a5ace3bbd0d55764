namespace Abaca.Server.Configuration;

/// <summary>One <c>key = value</c> of a file.</summary>
/// <param name="Option">Section as <see cref="IniFile.Normalized"/> gives it, and key.</param>
/// <param name="Value">Value before substitution; continuation lines are joined by line feeds.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="IsQuoted">The value stood in quotes as a whole: it is meant as it is.</param>
sealed record Assignment(OptionName Option, string Value, Place Place, bool IsQuoted = false);

/// <summary>
/// A configuration file by oslo.config's rules: sections in brackets; <c>key = value</c> or <c>key: value</c>; comments on lines that
/// begin with <c>#</c> or <c>;</c>; an indented line continues the value above; a value quoted as a whole loses its quotes.
/// </summary>
/// <param name="Path">Path as given.</param>
/// <param name="Assignments">In the file's order.</param>
/// <param name="Sections">Headings in the file's order, with the name as written.</param>
/// <param name="Findings">Syntax errors. They never quote the line: it may hold a secret.</param>
sealed record IniFile(
    string Path, IReadOnlyList<Assignment> Assignments, IReadOnlyList<(string Name, Place Place)> Sections, IReadOnlyList<Finding> Findings)
{
    /// <summary>The section that holds options of no group.</summary>
    public const string Default = "DEFAULT";

    /// <summary>Section names are compared without case, except DEFAULT, which must be written so.</summary>
    public static string Normalized(string section) => section == Default ? section : section.ToLowerInvariant();

    /// <summary>A value without the quotes around the whole of it.</summary>
    public static string Unquoted(string value) => IsQuoted(value) ? value.Length < 2 ? "" : value[1..^1] : value;

    static bool IsQuoted(string value) => value.Length > 0 && value[0] is '"' or '\'' && value[0] == value[^1];

    /// <summary>Reads a file's text; never throws.</summary>
    public static IniFile Parse(string path, string text) => new Parser(path).Parse(text);

    sealed class Parser(string path)
    {
        readonly List<Assignment> _assignments = [];
        readonly List<(string, Place)> _sections = [];
        readonly List<Finding> _findings = [];
        readonly List<string> _value = [];
        string? _section;
        string? _key;
        bool _isQuoted;
        Place _keyPlace = new(path, 0);

        public IniFile Parse(string text)
        {
            var number = 0;
            foreach (var line in text.TrimStart('\uFEFF').Split('\n')) Take(line.TrimEnd(), new Place(path, ++number));
            EndOfValue();
            return new IniFile(path, _assignments, _sections, _findings);
        }

        void Take(string line, Place place)
        {
            if (line.Length == 0)
            {
                EndOfValue();
                return;
            }
            if (line[0] is ' ' or '\t')
            {
                if (_key is null) Wrong(place, "is indented, but there is no value above it to continue", "remove the blanks before it");
                else _value.Add(line.TrimStart());
                return;
            }
            EndOfValue();
            if (line[0] == '[') Heading(line, place);
            else if (line[0] is not ('#' or ';')) KeyAndValue(line, place);
        }

        void Heading(string line, Place place)
        {
            if (line[^1] != ']') Wrong(place, "is a section heading without an end", "close it with ]");
            else if (line.Length <= 2) Wrong(place, "is a section heading without a name", "write a name between [ and ]");
            else
            {
                _section = line[1..^1];
                _sections.Add((_section, place));
            }
        }

        void KeyAndValue(string line, Place place)
        {
            var end = line.AsSpan().IndexOfAny(':', '=');
            if (end < 0)
            {
                Wrong(place, "is neither a heading, a comment nor key = value", "write key = value, or # in front of it");
                return;
            }
            var key = line[..end].Trim();
            if (key.Length == 0)
            {
                Wrong(place, "has no key", "write a name before the " + line[end]);
                return;
            }
            _key = key;
            _keyPlace = place;
            var value = line[(end + 1)..].Trim();
            _isQuoted = IsQuoted(value);
            _value.Add(Unquoted(value));
        }

        void EndOfValue()
        {
            if (_key is { } key)
            {
                if (_section is null)
                {
                    _findings.Add(new Finding(Severity.Error, _keyPlace, new OptionName("", key), null,
                        "stands before any section", "put a line [DEFAULT] above it"));
                }
                else
                {
                    _assignments.Add(new Assignment(
                        new OptionName(Normalized(_section), key), string.Join('\n', _value), _keyPlace, _isQuoted && _value.Count == 1));
                }
            }
            _key = null;
            _value.Clear();
        }

        void Wrong(Place place, string problem, string remedy) => _findings.Add(new Finding(
            Severity.Error, place, new OptionName(_section ?? "", _section is null ? "line" : ""), null, "the line " + problem, remedy));
    }
}
