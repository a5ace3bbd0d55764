using System.Globalization;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// Gives each export an id of its own (16 bits) and keeps it: clients' file handles hold it. Each is one empty file
/// <c>name.id</c>, so that giving one out costs the same with ten thousand others.
/// </summary>
sealed class ExportIds(string directory)
{
    const int Highest = ushort.MaxValue;

    readonly Lock gate = new();
    readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);
    readonly HashSet<int> taken = [];
    int last;

    /// <summary>Reads what was given out before.</summary>
    public void Load()
    {
        lock (gate)
        {
            byName.Clear();
            taken.Clear();
            last = 0;
            foreach (var file in Directory.EnumerateFiles(directory))
                if (int.TryParse(Path.GetExtension(file).TrimStart('.'), CultureInfo.InvariantCulture, out var id) && taken.Add(id))
                    Keep(Path.GetFileNameWithoutExtension(file), id);
        }
    }

    /// <summary>The export's id, or null when it has none.</summary>
    public int? Find(string name)
    {
        lock (gate) return byName.TryGetValue(name, out var id) ? id : null;
    }

    /// <summary>The export's id, given out now if need be; null when all 65535 are taken.</summary>
    /// <remarks>Ids go round: one that was given back is not used again soon, since a client may still hold its handles.</remarks>
    public int? Take(string name)
    {
        lock (gate)
        {
            if (byName.TryGetValue(name, out var known)) return known;
            if (taken.Count >= Highest) return null;
            var id = last;
            do id = id >= Highest ? 1 : id + 1;
            while (taken.Contains(id));
            File.WriteAllText(PathOf(name, id), "");
            taken.Add(id);
            Keep(name, id);
            last = id;
            return id;
        }
    }

    /// <summary>Gives the export's id back.</summary>
    public void Release(string name)
    {
        lock (gate)
        {
            if (!byName.Remove(name, out var id)) return;
            taken.Remove(id);
            File.Delete(PathOf(name, id));
        }
    }

    void Keep(string name, int id)
    {
        byName[name] = id;
        last = Math.Max(last, id);
    }

    string PathOf(string name, int id) => Path.Combine(directory, $"{name}.{id.ToString(CultureInfo.InvariantCulture)}");
}
