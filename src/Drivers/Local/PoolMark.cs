using System.Text;

namespace Abaca.Drivers.Local;

/// <summary>
/// The file at the top of a given pool directory that says which pool it is and whose: on a directory of the operator's, an empty mount point or another
/// disk would else look like a new pool. A loop file needs none: it lies in the state directory, and its file system has a number of its own.
/// </summary>
/// <param name="Pool">Identity of the pool: a uuid.</param>
/// <param name="Deployment">Whose it is.</param>
sealed record PoolMark(string Pool, string Deployment)
{
    const string Name = ".abaca-pool";
    const string PoolWord = "pool = ";
    const string DeploymentWord = "deployment = ";

    /// <summary>Reads it; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PoolMark? Read(string root)
    {
        var path = Path.Combine(root, Name);
        if (!File.Exists(path)) return null;
        var lines = File.ReadAllLines(path);
        return Of(PoolWord) is { } pool && Of(DeploymentWord) is { } deployment ? new PoolMark(pool, deployment) : throw new IOException($"{path} is damaged.");

        string? Of(string word) => lines.FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal))?[word.Length..].Trim();
    }

    /// <summary>Writes it as a whole and to disk; answers with an error number, 0 for success.</summary>
    public Task<int> Write(string root, IKernel kernel, CancellationToken ct)
    {
        var unfinished = Path.Combine(root, Name + ".new");
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes($"# This directory is a pool of Abaca's. Leave this file where it is.\n{PoolWord}{Pool}\n{DeploymentWord}{Deployment}\n"));
            file.Flush(flushToDisk: true);
        }
        return kernel.Move(unfinished, Path.Combine(root, Name), ct);
    }
}
