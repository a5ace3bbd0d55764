namespace Abaca.Tests.Server.Worlds;

/// <summary>One kind of thing that paths and bodies of requests name, and how one is made.</summary>
/// <param name="Name">Its word: <c>{share}</c> stands for one in a body, and <c>&lt;share&gt;</c> for its id in golden answers.</param>
/// <param name="Make">Makes one in a set and returns its id, or the word that stands for it in paths.</param>
/// <param name="Places">
/// Where paths name one, <c>{}</c> being a parameter: it is the last one that is meant. What stands behind it has to stand in the path, too;
/// <c>*</c> is any beginning. The longest place that fits a parameter counts.
/// </param>
sealed record Thing(string Name, Func<Things, Task<string>> Make, params string[] Places)
{
    /// <summary>It is made only for who asks: the world that is looked at has none.</summary>
    public bool OnDemand { get; init; }

    /// <summary>How much of the place fits a parameter of a template, in characters; -1 when it is not its place.</summary>
    /// <param name="before">The template up to the parameter and with it, parameters without their names.</param>
    /// <param name="behind">The rest.</param>
    public int Fits(string before, string behind) => Places.Select(place =>
    {
        var split = place.LastIndexOf("{}", StringComparison.Ordinal) + 2;
        var fits = place.StartsWith('*') ? before.EndsWith(place[1..split], StringComparison.Ordinal) : before == place[..split];
        return fits && behind.StartsWith(place[split..], StringComparison.Ordinal) ? place.Length : -1;
    }).Append(-1).Max();

    /// <summary>What is a word of its own and no resource.</summary>
    public static Thing Word(string name, string word, params string[] places) => new(name, _ => Task.FromResult(word), places);
}

/// <summary>What a slice adds to the tests that hold for every endpoint: the things that its paths name, and its endpoints with a body.</summary>
interface IWorldPart
{
    /// <summary>Its things, in the order in which the world makes one of each.</summary>
    IEnumerable<Thing> Things { get; }

    /// <summary>Each POST and PUT that it registers.</summary>
    IEnumerable<WritingEndpoint> Writes { get; }
}
