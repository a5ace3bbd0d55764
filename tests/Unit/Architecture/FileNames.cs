using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>A type is looked for in a file of its name.</summary>
public sealed partial class FileNames
{
    readonly SourceTree tree = new();

    [Fact]
    public void A_file_bears_the_name_of_a_type_in_it_or_says_in_the_plural_what_its_types_are() => Assert.Empty(
        from file in tree.In("src").Concat(tree.In("tests"))
        let name = Path.GetFileName(file.Path).Split('.')[0]
        let types = Type().Matches(file.Text).Select(match => match.Groups["name"].Value).ToList()
        where types.Count > 0 && !types.Contains(name) && !IsPluralOf(name, types)
        select $"{file.Path}: {string.Join(", ", types)}");

    // ResizeShareFlows: ExtendShareFlow and ShrinkShareFlow.
    static bool IsPluralOf(string name, List<string> types) =>
        LastWord().Match(name) is { Success: true } word && types.Count(type => type.EndsWith(word.Groups["one"].Value, StringComparison.Ordinal)) > 1;

    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|partial|readonly|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate [\w<>?]+) (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Type();

    [GeneratedRegex("(?<one>[A-Z][a-z]+)s$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastWord();
}
