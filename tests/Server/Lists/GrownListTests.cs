using Abaca.Server.Data;
using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>
/// A list with so many shares that what many have is gone through in the list's order, and what few have is looked up: either way it has the
/// same shares in the same order, on every page.
/// </summary>
public sealed class GrownListTests : IAsyncLifetime
{
    /// <summary>More than are looked up one by one.</summary>
    const int Many = 2100;

    /// <summary>An administrator in the project of the shares.</summary>
    const string Operator = "admin,member,reader@b0000000000000000000000000000002/member-user";

    ApiHost host = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("auth_strategy = embedded", "default_share_type = plain", "quota_shares = -1", "quota_gigabytes = -1");
        await host.MakeType();
        var first = await host.MakeShare();
        await Grow(host.Db, first);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("name=share-000700", 1)]
    [InlineData("name=twin", 7)]
    [InlineData("name=nobody", 0)]
    [InlineData("name~=share-0007", 100)]
    [InlineData("host=far@away", 5)]
    [InlineData("host=far@away%23p", 5)]
    [InlineData("host=far", 5)]
    [InlineData("host=fa", 0)]
    [InlineData("host=near", 2094)]
    [InlineData("host=near@by%23p", 2094)]
    [InlineData("metadata={'row':'1500'}", 1)]
    [InlineData("metadata={'all':'yes'}", 2099)]
    [InlineData("metadata={'all':'yes','row':'3'}", 1)]
    [InlineData("metadata={'all':'no'}", 0)]
    [InlineData("export_location_path=10.0.0.1:/x/12", 1)]
    [InlineData("export_location_path=10.0.0.1:/x/nothing", 0)]
    [InlineData("export_location_id=es000044", 1)]
    [InlineData("status=available", 2100)]
    [InlineData("status=error", 0)]
    public async Task A_filter_finds_the_same_however_many_it_finds(string filter, int count)
    {
        var page = await Ids($"limit=5&with_count=true&{filter}");
        Assert.Equal(count, page.Count);
        var all = await Ids($"{filter}&limit=1000");
        Assert.Equal(all.Ids.Take(5), page.Ids);
        Assert.Equal(Math.Min(count, 1000), all.Ids.Distinct().Count());
        // Newest first, as the whole list is.
        var whole = (await Ids("")).Ids;
        Assert.Equal(whole.Where(all.Ids.Contains), all.Ids);
        if (count < 5) return;
        Assert.Equal(all.Ids.Skip(3).Take(2), (await Ids($"limit=2&offset=3&{filter}")).Ids);
        Assert.Equal(all.Ids.Skip(3).Take(2), (await Ids($"limit=2&marker={all.Ids[2]}&{filter}")).Ids);
    }

    [Theory]
    [InlineData("display_name")]
    [InlineData("size")]
    [InlineData("updated_at")]
    [InlineData("share_type_id")]
    [InlineData("host")]
    [InlineData("status")]
    [InlineData("id")]
    public async Task Pages_of_any_order_together_are_the_list(string key)
    {
        var whole = (await Ids($"sort_key={key}&sort_dir=asc")).Ids;
        Assert.Equal(Many, whole.Distinct().Count());
        Assert.Equal(Enumerable.Reverse(whole), (await Ids($"sort_key={key}")).Ids);
        Assert.Equal(whole.Skip(1234).Take(7), (await Ids($"sort_key={key}&sort_dir=asc&limit=7&offset=1234")).Ids);
        Assert.Equal(whole.Skip(1234).Take(7), (await Ids($"sort_key={key}&sort_dir=asc&limit=7&marker={whole[1233]}")).Ids);
        Assert.Equal(whole.Skip(2095), (await Ids($"sort_key={key}&sort_dir=asc&limit=7&offset=2095")).Ids);
    }

    [Fact]
    public async Task Metadata_that_changes_is_found_as_it_is()
    {
        var id = (await Ids("name=share-000009")).Ids.Single();
        Assert.Equal(200, (await host.Put($"/v2/shares/{id}/metadata", new { metadata = new { all = "new" } }, Operator)).Status);
        Assert.Equal([id], (await Ids("metadata={'all':'new'}")).Ids);
        Assert.Empty((await Ids("metadata={'row':'9'}")).Ids);
        Assert.Equal(200, (await host.Delete($"/v2/shares/{id}/metadata/all", Operator)).Status);
        Assert.Empty(await host.Db.Texts($"SELECT item FROM share_metadata WHERE share_id = {id}"));
    }

    async Task<(List<string> Ids, int? Count)> Ids(string query)
    {
        var answer = await host.Get($"/v2/shares?{query}", Operator);
        Assert.True(answer.Status == 200, answer.Text);
        return ([.. answer.Json.GetProperty("shares").EnumerateArray().Select(share => share.GetProperty("id").GetString()!)],
            answer.Json.TryGetProperty("count", out var count) ? count.GetInt32() : null);
    }

    // Copies of a row of each table, so that the list is long and the test is not.
    static async Task Grow(Db db, string first)
    {
        await Databases.Numbers.Make(db, Many - 1);
        await db.Transaction(async tx =>
        {
            foreach (var (table, own) in ((string, string)[])[("shares", "id"), ("share_instances", "share_id")])
                await Databases.Numbers.Copy(db, tx, table, $"{own} = '{first}'", c => Copied(table, c));
            await tx.Execute(Sql.Raw("""
                INSERT INTO export_locations (id, share_instance_id, path, is_admin_only, preferred, metadata, position, created_at)
                SELECT 'e' || s.id, s.instance_id, '10.0.0.1:/x/' || n.i, 0, 1, '{}', 0, s.created_at FROM shares s JOIN test_numbers n ON n.id = s.id
                """));
            await tx.Execute(Sql.Raw(
                "INSERT INTO share_metadata (item, value, project_id, share_id) SELECT 'all', 'yes', s.project_id, s.id FROM shares s JOIN test_numbers n ON n.id = s.id"));
            await tx.Execute(Sql.Raw(
                "INSERT INTO share_metadata (item, value, project_id, share_id) SELECT 'row', '' || n.i, s.project_id, s.id FROM shares s JOIN test_numbers n ON n.id = s.id"));
        });
    }

    static string Copied(string table, string column) => (table, column) switch
    {
        ("shares", "id") or (_, "share_id") => "n.id",
        (_, "id") or (_, "instance_id") => "'i' || n.id",
        (_, "object_identity") => "NULL",
        (_, "name") => "CASE WHEN n.i % 300 = 1 THEN 'twin' ELSE 'share-' || substr(n.id, 2) END",
        ("shares", "metadata") => """'{"all":"yes","row":"' || n.i || '"}'""",
        (_, "size") => "1 + n.i % 7",
        (_, "created_at") => "t.created_at + n.i",
        (_, "updated_at") => "t.created_at + 5000 - n.i % 1000",
        (_, "host") => "CASE WHEN n.i % 500 = 3 THEN 'far@away#p' ELSE 'near@by#p' END",
        (_, "status") => "'available'",
        _ => "t." + column,
    };
}
