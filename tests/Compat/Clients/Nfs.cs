using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Compat.Clients;

/// <summary>A user-space NFS client (libnfs-utils) on this machine: no mount, no kernel.</summary>
static class Nfs
{
    /// <summary>Writes a file into a share.</summary>
    /// <param name="location">Export location: <c>address:/path</c>.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="text">Its content.</param>
    public static async Task<ToolRun> Write(string location, string name, string text)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text);
        var run = await Tool.Run("nfs-cp", [file, Url(location, name)]);
        File.Delete(file);
        return run;
    }

    /// <summary>Reads a file of a share.</summary>
    public static Task<ToolRun> Read(string location, string name) => Tool.Run("nfs-cat", [Url(location, name)]);

    static string Url(string location, string name)
    {
        var parts = location.Split(':', 2);
        return $"nfs://{parts[0]}{parts[1]}/{name}?version=4";
    }
}
