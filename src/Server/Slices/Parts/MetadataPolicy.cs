namespace Abaca.Server.Parts;

/// <summary>
/// Who may set which metadata, and how much of it. Whatever bears metadata asks here, at its creation as at every change.
/// </summary>
/// <param name="Keys">Keys that only administrators may set, change and remove (<c>admin_only_metadata</c>, <c>admin_only_el_metadata</c>).</param>
/// <param name="Rule">Policy rule of those who may.</param>
/// <param name="Most">Items that one resource may have (<c>abaca_max_metadata_items</c>): all of them are read and written at each change.</param>
public sealed record MetadataPolicy(IReadOnlyCollection<string> Keys, string Rule, int Most)
{
    static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Refuses the items of a new resource.</summary>
    /// <exception cref="ApiRefusal">403: the caller may not set one of them; 413: they are too many.</exception>
    public void Check(Call call, IReadOnlyDictionary<string, string> asked)
    {
        Check(call, asked, Nothing);
        Bounded(asked, Nothing);
    }

    /// <summary>Refuses items that differ from what is there.</summary>
    /// <exception cref="ApiRefusal">403: the caller may not set one of them.</exception>
    public void Check(Call call, IReadOnlyDictionary<string, string> asked, IReadOnlyDictionary<string, string> old)
    {
        if (asked.Any(item => Keys.Contains(item.Key) && old.GetValueOrDefault(item.Key) != item.Value)) call.Caller.Must(Rule);
    }

    /// <summary>Refuses to remove an item.</summary>
    /// <exception cref="ApiRefusal">403: the caller may not.</exception>
    public void CheckRemoval(Call call, string key)
    {
        if (Keys.Contains(key)) call.Caller.Must(Rule);
    }

    /// <summary>What replaces the old items: those asked for, and what the caller may not remove.</summary>
    /// <exception cref="ApiRefusal">403: the caller may not set one of them; 413: they would be too many.</exception>
    public IEnumerable<KeyValuePair<string, string>> Replacing(
        Call call, IReadOnlyDictionary<string, string> old, SortedDictionary<string, string> asked)
    {
        Check(call, asked, old);
        return Bounded(MetadataItems.Union(call.Caller.May(Rule) ? [] : old.Where(item => Keys.Contains(item.Key)), asked), old);
    }

    /// <summary>Old and new items; for a key in both, the new.</summary>
    /// <exception cref="ApiRefusal">403: the caller may not set one of them; 413: they would be too many.</exception>
    public IEnumerable<KeyValuePair<string, string>> Merging(
        Call call, IReadOnlyDictionary<string, string> old, SortedDictionary<string, string> asked)
    {
        Check(call, asked, old);
        return Bounded(MetadataItems.Union(old, asked), old);
    }

    /// <summary>All items but the one of the path.</summary>
    /// <exception cref="ApiRefusal">404: there is no such item; 403: the caller may not remove it.</exception>
    public IEnumerable<KeyValuePair<string, string>> Without(Call call, IReadOnlyDictionary<string, string> old)
    {
        var left = MetadataItems.Without(call, old);
        CheckRemoval(call, call["key"]);
        return left;
    }

    // Where there are too many from of old, they may be changed and become fewer.
    IEnumerable<KeyValuePair<string, string>> Bounded(IEnumerable<KeyValuePair<string, string>> items, IReadOnlyDictionary<string, string> old)
    {
        var list = items.ToList();
        return list.Count <= Math.Max(Most, old.Count)
            ? list
            : throw Refusals.OverLimit($"A resource may have {Most} metadata items; this would make {list.Count}.");
    }
}
