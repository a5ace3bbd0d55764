using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Abaca.Client;

/// <summary>
/// One value of a YAML document: a text, a map or a list. Reads what clouds.yaml uses, anchors and merge keys included,
/// from the parser's events alone: nothing is found by reflection, so trimming cannot break it.
/// </summary>
sealed record YamlValue
{
    /// <summary>The text of a scalar; null for a map, a list and YAML's null.</summary>
    public string? Text { get; private init; }

    /// <summary>The entries of a map, in file order; empty for anything else.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlValue>> Entries { get; private init; } = [];

    /// <summary>The items of a list; empty for anything else.</summary>
    public IReadOnlyList<YamlValue> Items { get; private init; } = [];

    /// <summary>The value under a key of a map; null when there is none.</summary>
    public YamlValue? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key).Value;

    /// <summary>Reads the first document of a text.</summary>
    /// <returns>Its value; an empty map when the text holds no document.</returns>
    /// <exception cref="YamlException">The text is not YAML; the message names line and column.</exception>
    public static YamlValue Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        return parser.TryConsume<DocumentStart>(out _) ? Value(parser, new Dictionary<string, YamlValue>(StringComparer.Ordinal)) : new YamlValue();
    }

    static YamlValue Value(Parser parser, Dictionary<string, YamlValue> anchors)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.TryGetValue(alias.Value.Value, out var known) ? known : throw new YamlException(alias.Start, alias.End, $"unknown alias {alias.Value}");

        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var value = parser.Current switch
        {
            MappingStart => Map(parser, anchors),
            SequenceStart => List(parser, anchors),
            _ => Scalar(parser.Consume<Scalar>()),
        };
        if (!anchor.IsEmpty) anchors[anchor.Value] = value;
        return value;
    }

    static YamlValue Scalar(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" ? new YamlValue() : new YamlValue { Text = scalar.Value };

    static YamlValue Map(Parser parser, Dictionary<string, YamlValue> anchors)
    {
        parser.Consume<MappingStart>();
        var own = new List<KeyValuePair<string, YamlValue>>();
        var merged = new List<KeyValuePair<string, YamlValue>>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>().Value;
            var value = Value(parser, anchors);
            if (key == "<<") merged.AddRange(value.Items.Count > 0 ? value.Items.SelectMany(item => item.Entries) : value.Entries);
            else own.Add(new(key, value));
        }
        return new YamlValue { Entries = [.. own, .. merged.Where(entry => own.TrueForAll(mine => mine.Key != entry.Key))] };
    }

    static YamlValue List(Parser parser, Dictionary<string, YamlValue> anchors)
    {
        parser.Consume<SequenceStart>();
        var items = new List<YamlValue>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Value(parser, anchors));
        return new YamlValue { Items = items };
    }

    /// <summary>This map with the entries of another laid over it, maps within maps likewise.</summary>
    public YamlValue OverlaidBy(YamlValue? over)
    {
        if (over is null) return this;
        if (over.Entries.Count == 0 || Entries.Count == 0) return over;
        var kept = Entries.Select(mine => over[mine.Key] is { } theirs ? new(mine.Key, mine.Value.OverlaidBy(theirs)) : mine);
        var added = over.Entries.Where(theirs => this[theirs.Key] is null);
        return new YamlValue { Entries = [.. kept, .. added] };
    }
}
