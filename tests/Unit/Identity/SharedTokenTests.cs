using System.Text;
using Abaca.Server.Configuration;
using Abaca.Server.Identity.Keystone;
using Xunit;

namespace Abaca.Tests.Unit.Identity;

/// <summary>What processes share in memcached, and what others may have put there.</summary>
public sealed class SharedTokenTests : IAsyncLifetime
{
    StandInKeystone keystone = null!;

    public async ValueTask InitializeAsync() => keystone = await StandInKeystone.Start();

    public ValueTask DisposeAsync() => keystone.DisposeAsync();

    [Theory]
    [InlineData("None")]
    [InlineData("MAC")]
    [InlineData("ENCRYPT")]
    public async Task What_one_process_found_out_the_other_believes_and_no_longer_than_the_first(string strategy)
    {
        using var memcached = new StandInMemcached();
        keystone.Give("t", roles: "member");
        using var first = User(strategy, memcached);
        using var second = User(strategy, memcached);
        Assert.NotNull(await first.Who("t"));
        var (name, value) = Assert.Single(memcached.Entries);
        Assert.Matches("^abaca/t1/[0-9a-f]{64}$", name);
        Assert.Equal(strategy != "ENCRYPT", Encoding.UTF8.GetString(value).Contains("user-of-t", StringComparison.Ordinal));

        second.Clock.Advance(TimeSpan.FromSeconds(200));
        Assert.Equal("user-of-t", await second.Who("t"));
        Assert.Equal(1, keystone.Questions);
        keystone.Revoke("t");
        second.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Null(await second.Who("t"));
    }

    [Theory, Trait("Suite", "Hostile")]
    [InlineData("MAC")]
    [InlineData("ENCRYPT")]
    public async Task An_entry_that_another_wrote_changed_or_moved_is_as_none(string strategy)
    {
        using var memcached = new StandInMemcached();
        keystone.Give("admins", roles: "admin");
        keystone.Give("mine", roles: "reader");
        using (var honest = User(strategy, memcached)) await honest.Who("admins");
        var (adminName, adminEntry) = Assert.Single(memcached.Entries);
        using (var honest = User(strategy, memcached)) await honest.Who("mine");
        var name = Assert.Single(memcached.Entries.Keys, key => key != adminName);
        var entry = memcached.Entries[name];
        var none = new EntrySeal(TokenProtection.None, null);
        byte[] forged = none.Close(default, Encoding.UTF8.GetBytes("""{"User":"x","Name":"x","Project":"p","System":true,"Roles":["admin"],"Expires":9999999999999,"Until":9999999999999}"""));

        IEnumerable<byte[]> attempts =
        [
            adminEntry, forged, [], [1], [2, .. entry[1..]], entry[..^1], [.. entry, 0], .. Enumerable.Range(0, entry.Length).Select(at => Changed(entry, at)),
        ];
        foreach (var attempt in attempts)
        {
            memcached.Entries[name] = attempt;
            var before = keystone.Questions;
            using var reader = User(strategy, memcached);
            var who = (await reader.Authentication.Authenticate("mine", TestContext.Current.CancellationToken))!;
            Assert.Equal(["reader"], who.Roles);
            Assert.Equal(before + 1, keystone.Questions);
        }
        memcached.Entries[name] = entry;
        using var stranger = new KeystoneUser(keystone, $"memcached_servers = {memcached.Place}", $"memcache_security_strategy = {strategy}", "memcache_secret_key = another");
        var asked = keystone.Questions;
        await stranger.Who("mine");
        Assert.Equal(asked + 1, keystone.Questions);
    }

    [Fact, Trait("Suite", "Hostile")]
    public async Task An_entry_that_is_put_back_after_its_time_counts_no_more()
    {
        using var memcached = new StandInMemcached();
        keystone.Give("t");
        using var first = User("ENCRYPT", memcached);
        await first.Who("t");
        var kept = memcached.Entries.ToArray();
        keystone.Revoke("t");
        using var second = User("ENCRYPT", memcached);
        second.Clock.Advance(TimeSpan.FromSeconds(300));
        foreach (var (name, value) in kept) memcached.Entries[name] = value;
        Assert.Null(await second.Who("t"));
    }

    [Theory, Trait("Suite", "Hostile")]
    [InlineData("")]
    [InlineData("ERROR\r\n")]
    [InlineData("VALUE abaca/t1/other 0 2\r\nxx\r\nEND\r\n")]
    [InlineData("VALUE x 0 99999999\r\n")]
    public async Task A_server_that_is_broken_or_talks_rubbish_is_left_alone_for_a_while_and_tokens_are_asked_of_Keystone(string rubbish)
    {
        using var memcached = new StandInMemcached { Rubbish = rubbish };
        foreach (var token in (string[])["a", "b", "c"]) keystone.Give(token);
        using var user = User("ENCRYPT", memcached);
        Assert.NotNull(await user.Who("a"));
        Assert.NotNull(await user.Who("b"));
        Assert.Equal(1, memcached.Connections);
        memcached.Rubbish = null;
        user.Clock.Advance(user.Options.Cache.DeadFor);
        Assert.NotNull(await user.Who("c"));
        Assert.Single(memcached.Entries);
    }

    [Fact]
    public async Task Keys_of_a_dead_server_move_to_the_others_and_all_others_stay()
    {
        using var one = new StandInMemcached();
        using var two = new StandInMemcached();
        var tokens = Enumerable.Range(0, 40).Select(number => $"t{number}").ToList();
        foreach (var token in tokens) keystone.Give(token);
        string[] lines = [$"memcached_servers = {one.Place},{two.Place}", "memcache_pool_socket_timeout = 60"];
        using (var both = new KeystoneUser(keystone, lines)) await All(both, tokens);
        Assert.True(one.Entries.Count > 5 && two.Entries.Count > 5);
        Assert.Equal(40, one.Entries.Count + two.Entries.Count);
        var (stay, asked) = (two.Entries.Count, keystone.Questions);
        one.Dispose();
        using (var rest = new KeystoneUser(keystone, lines)) await All(rest, tokens);
        Assert.Equal(asked + 40 - stay, keystone.Questions);
    }

    static async Task All(KeystoneUser user, IEnumerable<string> tokens)
    {
        foreach (var token in tokens) Assert.NotNull(await user.Who(token));
    }

    static byte[] Changed(byte[] entry, int at)
    {
        var changed = entry.ToArray();
        changed[at] ^= 1;
        return changed;
    }

    KeystoneUser User(string strategy, StandInMemcached memcached) => new(keystone,
        $"memcached_servers = {memcached.Place}", $"memcache_security_strategy = {strategy}", "memcache_secret_key = a long secret", "token_cache_time = 300");
}
