namespace Abaca.Cli;

/// <summary>Makes arguments and options in one line each.</summary>
static class Inputs
{
    /// <summary>An argument that must be given.</summary>
    public static Argument<string> Word(string name, string description) => new(name) { Description = description };

    /// <summary>An argument that may be left out.</summary>
    public static Argument<string?> OptionalWord(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>One or more words.</summary>
    public static Argument<string[]> Words(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.OneOrMore };

    /// <summary>A whole number above zero.</summary>
    public static Argument<int> Size(string description) => WithCheck(new Argument<int>("size") { Description = description, HelpName = "GIB" });

    /// <summary>A whole number above zero that may be left out; then it is 0.</summary>
    public static Argument<int> OptionalSize(string description) =>
        WithCheck(new Argument<int>("size") { Description = description, HelpName = "GIB", Arity = ArgumentArity.ZeroOrOne });

    /// <summary>An option with a text.</summary>
    public static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    /// <summary>The options <c>--name</c> and <c>--description</c> of something that is made.</summary>
    /// <param name="what">What it is, such as "share".</param>
    public static (Option<string?> Name, Option<string?> Description) Described(string what) =>
        (Text("--name", "NAME", $"Name of the {what}"), Text("--description", "TEXT", "A text about it"));

    /// <summary>An option with a text, one of a few.</summary>
    public static Option<string?> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Many(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>An option with true or false.</summary>
    public static Option<bool?> Choice(string name, string description) => new(name) { Description = description, HelpName = "true|false" };

    /// <summary>An option with a number.</summary>
    public static Option<int?> Number(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    static Argument<int> WithCheck(Argument<int> size)
    {
        size.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number < 1))
                result.AddError($"a size is a whole number of GiB, 1 or more, not '{token.Value}'");
        });
        return size;
    }
}
