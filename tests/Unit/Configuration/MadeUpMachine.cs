using Abaca.Server.Configuration;

namespace Abaca.Tests.Unit.Configuration;

/// <summary>A machine whose files and environment the test writes.</summary>
sealed class MadeUpMachine : IMachine
{
    readonly Dictionary<string, string> _files = [];
    readonly Dictionary<string, string> _environment = [];

    public string HostName => "node1";

    public string Address { get; init; } = "192.0.2.10";

    public bool IsRoot { get; init; } = true;

    public HashSet<string> Unreadable { get; } = [];

    public IReadOnlyDictionary<string, string> Environment => _environment;

    public MadeUpMachine File(string path, string text)
    {
        _files[path] = text;
        return this;
    }

    public MadeUpMachine Variable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public string? ReadText(string path) => Unreadable.Contains(path)
        ? throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.")
        : _files.GetValueOrDefault(path);

    public IReadOnlyList<string>? FilesIn(string directory)
    {
        var inside = _files.Keys.Where(path => Path.GetDirectoryName(path) == directory).ToList();
        return inside.Count > 0 ? inside : null;
    }
}
