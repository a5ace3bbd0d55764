using System.Text.Json;

namespace Abaca.Drivers.Dummy;

/// <summary>
/// The state file: one line of JSON per change, appended with one write each and without fsync. A line that kill -9 cut
/// in half is the last one; it was never answered for and is dropped when the file is opened.
/// </summary>
sealed class DummyJournal : IDisposable
{
    readonly FileStream file;

    DummyJournal(FileStream file) => this.file = file;

    /// <summary>Reads a file's lines, if there is one; replays them in order.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line other than the last is damaged.</exception>
    public static IEnumerable<JournalLine> Read(string path)
    {
        if (!File.Exists(path)) yield break;
        var lines = File.ReadAllText(path).Split('\n');
        for (var i = 0; i < lines.Length - 1; i++) // what follows the last line feed is nothing or a cut line
        {
            if (lines[i].Length == 0) continue;
            yield return Parse(lines[i]) ?? throw new InvalidDataException($"{path}, line {i + 1}: damaged; repair the file, or put a copy of it in its place");
        }
    }

    /// <summary>Writes a fresh file with just these lines in place of the old one, and keeps it open for appending.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static DummyJournal Rewrite(string path, IEnumerable<JournalLine> lines)
    {
        var fresh = path + ".new";
        using (var writer = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            foreach (var line in lines) writer.Write(Bytes(line));
        }
        File.Move(fresh, path, overwrite: true);
        var appending = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        appending.Seek(0, SeekOrigin.End);
        return new DummyJournal(appending);
    }

    /// <summary>Appends one change, whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Append(JournalLine line)
    {
        var end = file.Position;
        try
        {
            file.Write(Bytes(line));
        }
        catch (IOException)
        {
            file.SetLength(end); // half a line would spoil the next one
            file.Seek(end, SeekOrigin.Begin);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    static JournalLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.JournalLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static byte[] Bytes(JournalLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, JournalJson.Default.JournalLine), (byte)'\n'];
}
