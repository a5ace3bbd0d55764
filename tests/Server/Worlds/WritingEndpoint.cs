using Abaca.Server.Microversions;

namespace Abaca.Tests.Server.Worlds;

/// <summary>An endpoint with a body, as it is asked well and which fields it has.</summary>
/// <param name="Name">Our name for it.</param>
/// <param name="Body">A body that is understood; <c>{share}</c> and the like stand for things, see <see cref="Thing"/>. Null: the endpoint takes nothing from its body.</param>
/// <param name="Fields">Field and kind, see <see cref="BadInput.WrongValues"/>; <c>""</c> is the value under the envelope itself.</param>
/// <param name="Last">Minor of the last version that has it; null when the newest has.</param>
/// <param name="EmptyIsFine">An empty object under the envelope changes nothing and is answered well.</param>
sealed record WritingEndpoint(
    string Name, string? Body, IReadOnlyList<(string Field, string Kind)> Fields, int? Last = null, bool EmptyIsFine = false)
{
    /// <summary>Further bodies that name something else of a project, and how: the table of authorization has a row for each.</summary>
    public IReadOnlyList<(string How, string Body)> Naming { get; init; } = [];

    /// <summary>The version at which it is asked.</summary>
    public string Version => Last is { } minor ? $"2.{minor}" : ApiVersion.NewestText;

    /// <summary>Every POST and PUT of this release.</summary>
    public static IEnumerable<WritingEndpoint> All => World.Parts.SelectMany(p => p.Writes);

    /// <summary>Key of the object that holds the fields, or null when the body itself does.</summary>
    public string? Envelope => Body is null || Name is "extra_specs.update" or "group_specs.update" or "services.update" ? null : Body[2..Body.IndexOf('"', 2)];

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>One row; fields are written <c>name:kind</c>, and a field's own name may hold a colon.</summary>
    public static WritingEndpoint Of(string name, string? body, string fields) => new(
        name, body,
        [.. fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => (f[..f.LastIndexOf(':')], f[(f.LastIndexOf(':') + 1)..]))],
        EmptyIsFine: fields == ":map" && !name.EndsWith("set_item", StringComparison.Ordinal));
}
