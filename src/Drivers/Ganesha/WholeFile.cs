namespace Abaca.Drivers.Ganesha;

/// <summary>Writes files so that a reader sees the old text or the new one, never a part.</summary>
static class WholeFile
{
    /// <summary>The file's text; empty when there is no file.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    /// <summary>Writes beside the file, then renames over it. Not flushed to disk: what is written here can be rebuilt.</summary>
    public static void Write(string path, string text)
    {
        var beside = path + ".new";
        File.WriteAllText(beside, text);
        File.Move(beside, path, overwrite: true);
    }
}
