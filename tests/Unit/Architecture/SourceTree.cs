namespace Abaca.Tests.Unit.Architecture;

/// <summary>The project's own source files, as text.</summary>
sealed class SourceTree
{
    /// <summary>Root of the checkout.</summary>
    public string Root { get; } = FindRoot();

    /// <summary>C# files below a folder of the checkout, without what builds leave behind.</summary>
    public IEnumerable<SourceFile> In(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllLines(Path.Combine(Root, path))));

    static string FindRoot()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Abaca.slnx"))) at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException("Run inside a checkout.");
        return at;
    }
}

/// <summary>A source file.</summary>
/// <param name="Path">Relative to the checkout.</param>
/// <param name="Lines">Its lines.</param>
sealed record SourceFile(string Path, string[] Lines)
{
    /// <summary>Its text.</summary>
    public string Text { get; } = string.Join('\n', Lines);
}
