using System.Security.Cryptography;
using System.Text;
using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;

namespace Abaca.Tests.Server.Databases;

/// <summary>
/// The database of a test: a file, or one of its own on a real server when the variable <c>ABACA_TEST_DATABASE</c> says postgresql or mariadb.
/// So one suite runs on all of them: <c>./do test server mariadb</c>.
/// </summary>
static class TestDatabase
{
    static readonly Lazy<Task<DatabaseServer>> Running = new(() => DatabaseServer.Start(Kind));

    /// <summary>sqlite, postgresql or mariadb.</summary>
    public static string Kind => Environment.GetEnvironmentVariable("ABACA_TEST_DATABASE") is { Length: > 0 } kind ? kind : "sqlite";

    /// <summary>Whether it is on a server.</summary>
    public static bool IsServer => Kind != "sqlite";

    /// <summary>The connection option for a directory: always the same for the same one.</summary>
    public static async Task<string> UrlFor(string directory)
    {
        if (!IsServer) return $"sqlite:///{Path.Combine(directory, "abaca.sqlite")}";
        var name = "t" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(directory))))[..20];
        return await (await Running.Value).Make(name);
    }

    /// <summary>The same, brought up to date where a service would not do so by itself.</summary>
    public static async Task<string> MigratedFor(string directory)
    {
        var url = await UrlFor(directory);
        if (!IsServer) return url;
        await using var db = Db.Open(url);
        await new Migrator(db, TimeProvider.System).Migrate();
        return url;
    }

    /// <summary>Deletes it; a file goes with its directory.</summary>
    public static async Task Drop(string directory)
    {
        if (IsServer) await (await Running.Value).Drop(await UrlFor(directory));
    }
}
