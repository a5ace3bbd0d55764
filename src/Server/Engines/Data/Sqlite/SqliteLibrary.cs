using System.Runtime.InteropServices;

namespace Abaca.Server.Data.Sqlite;

/// <summary>Finds the system's SQLite at first use and checks that it can do what we need.</summary>
static class SqliteLibrary
{
    /// <summary>3.37 brought STRICT tables; Debian 12 has 3.40.</summary>
    const int Oldest = 3_037_000;

    /// <summary>Loads the library.</summary>
    /// <exception cref="DatabaseUnavailable">It is absent, too old, or built without thread safety.</exception>
    public static void Require(string name = Native.Library)
    {
        if (!NativeLibrary.TryLoad(name, out _))
        {
            throw new DatabaseUnavailable($"SQLite's library {name} is not installed. On Debian: apt install libsqlite3-0");
        }
        var version = Native.VersionNumber();
        if (version < Oldest)
        {
            throw new DatabaseUnavailable(
                $"SQLite {version / 1_000_000}.{version / 1000 % 1000}.{version % 1000} is too old: Abaca needs 3.37 or newer (package libsqlite3-0).");
        }
        if (Native.ThreadSafe() == 0) throw new DatabaseUnavailable($"{name} was built without thread safety; install Debian's libsqlite3-0.");
        // Must come before the first database is opened; later it changes nothing and says so, which is all the same here.
        const int memoryStatistics = 9;
        _ = Native.Configure(memoryStatistics, 0);
    }
}
