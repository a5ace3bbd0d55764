using Abaca.Tests.Server.Worlds;
using Xunit;

namespace Abaca.Tests.Server.Edge;

/// <summary>Two who change different things of one resource at the same moment both have their way: nobody writes back what the other has changed.</summary>
public sealed class SimultaneousChangeTests : IAsyncLifetime
{
    const int Rounds = 30;

    readonly World world = new();

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("share", "/v2/shares/{0}", "share", "display_name", "display_description")]
    [InlineData("snapshot", "/v2/snapshots/{0}", "snapshot", "display_name", "display_description")]
    [InlineData("group", "/v2/share-groups/{0}", "share_group", "name", "description")]
    [InlineData("group snapshot", "/v2/share-group-snapshots/{0}", "share_group_snapshot", "name", "description")]
    [InlineData("type", "/v2/types/{0}", "share_type", "name", "description")]
    public async Task A_name_and_a_description_are_both_kept(string thing, string path, string envelope, string name, string description)
    {
        var place = At(path, thing);
        for (var round = 0; round < Rounds; round++)
        {
            await Together(
                () => world.Host.Put(place, Body(envelope, name, $"name {round}")),
                () => world.Host.Put(place, Body(envelope, description, $"description {round}")));
            var now = (await world.Host.Get(place)).Json.GetProperty(envelope);
            Assert.Equal(($"name {round}", $"description {round}"), (now.GetProperty("name").GetString(), now.GetProperty("description").GetString()));
        }
    }

    [Fact]
    public async Task What_an_administrator_takes_from_the_public_is_not_given_back_by_a_new_name()
    {
        var place = At("/v2/shares/{0}", "share");
        for (var round = 0; round < Rounds; round++)
        {
            Assert.Equal(200, (await world.Host.Put(place, new { share = new { is_public = true } })).Status);
            var naming = Enumerable.Range(0, 4).Select(i => (Func<Task<Answer>>)(() => world.Host.Put(place, new { share = new { display_name = $"name {round}.{i}" } }, ApiHost.Member)));
            await Together([.. naming, () => world.Host.Put(place, new { share = new { is_public = false } }), .. naming]);
            Assert.False((await world.Host.Get(place)).Json.GetProperty("share").GetProperty("is_public").GetBoolean());
        }
    }

    [Theory]
    [InlineData("share", "/v2/shares/{0}/metadata")]
    [InlineData("snapshot", "/v2/snapshots/{0}/metadata")]
    [InlineData("location", "/v2/shares/{share}/export_locations/{0}/metadata")]
    [InlineData("replica", "/v2/share-replicas/{0}/metadata")]
    public async Task Two_items_of_metadata_are_both_kept(string thing, string path)
    {
        var place = At(path, thing);
        for (var round = 0; round < Rounds; round++)
        {
            await Together(
                () => world.Host.Post(place, Body("metadata", "one", $"{round}")),
                () => world.Host.Post(place, Body("metadata", "other", $"{round}")));
            var now = (await world.Host.Get(place)).Json.GetProperty("metadata");
            Assert.Equal(($"{round}", $"{round}"), (now.GetProperty("one").GetString(), now.GetProperty("other").GetString()));
        }
    }

    string At(string path, string thing) => path.Replace("{0}", world.Ids[thing], StringComparison.Ordinal).Replace("{share}", world.Ids["share"], StringComparison.Ordinal);

    static Dictionary<string, Dictionary<string, string>> Body(string envelope, string field, string value) => new() { [envelope] = new() { [field] = value } };

    static async Task Together(params Func<Task<Answer>>[] all) =>
        Assert.All(await Task.WhenAll(all.Select(Task.Run)), answer => Assert.True(answer.Status == 200, answer.Text));
}
