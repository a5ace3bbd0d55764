using System.Net;
using System.Net.Sockets;
using Abaca.Server.Identity;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Server.Identity;

/// <summary>Whose password is judged next, and that nobody is kept out by what others do.</summary>
public sealed class LoginQueueTests
{
    readonly FakeTimeProvider time = StandingClock.New();
    readonly List<LoginAttempt> judged = [];
    readonly LoginQueue queue;
    readonly List<Task<bool>> tried = [];
    Action? now;

    public LoginQueueTests() => queue = new LoginQueue(1, new GuessThrottle(new GuessLimits(), time), time);

    [Fact]
    public async Task Whoever_comes_from_elsewhere_need_not_wait_for_a_hundred_sources_that_guess_at_the_same_user()
    {
        var guesses = Enumerable.Range(0, 100).Select(n => Try("alice", $"192.0.2.{n}", right: false)).ToList();
        for (var i = 0; i < 20; i++) await NextTurn();

        var hers = Try("alice", "198.51.100.7", right: true);
        await UntilEnded(hers, within: 2);
        Assert.True(await hers);
        while (guesses.Any(one => !one.IsCompleted)) await NextTurn();
    }

    [Fact]
    public async Task A_hundred_logins_of_one_program_are_all_served_and_keep_nobody_else_waiting()
    {
        var program = Enumerable.Range(0, 100).Select(_ => Try("robot", "192.0.2.1", right: true)).ToList();
        for (var i = 0; i < 10; i++) await NextTurn();

        var other = Try("bob", "192.0.2.1", right: true);
        await UntilEnded(other, within: 2);
        while (program.Any(one => !one.IsCompleted)) await NextTurn();
        Assert.All(program, one => Assert.True(one.Result));
    }

    [Fact]
    public async Task Guesses_in_flight_are_counted_so_that_many_at_once_gain_nothing()
    {
        var guesses = Enumerable.Range(0, 50).Select(_ => Try("alice", "192.0.2.1", right: false)).ToList();
        while (guesses.Any(one => !one.IsCompleted)) await NextTurn();

        Assert.Equal(6, judged.Count); // five are free, the sixth begins the pause
        foreach (var late in guesses.Where(one => one.IsFaulted)) Assert.Equal(429, Assert.IsType<IdentityRefusal>(late.Exception!.InnerException).Status);
    }

    [Fact]
    public async Task Wrong_guesses_at_others_do_not_keep_out_who_has_been_let_in_from_there()
    {
        Assert.True(await Ended(Try("alice", "192.0.2.1", right: true)));
        for (var n = 0; n < 31; n++) await Ended(Try($"user{n}", "192.0.2.1", right: false));
        Assert.Equal(429, (await Assert.ThrowsAsync<IdentityRefusal>(() => Ended(Try("another", "192.0.2.1", right: true)))).Status);
        Assert.True(await Ended(Try("alice", "192.0.2.1", right: true)));
    }

    [Fact]
    public async Task Too_many_of_one_source_are_turned_away_and_others_are_not()
    {
        var flood = Enumerable.Range(0, 300).Select(_ => Try("robot", "192.0.2.1", right: true)).ToList();
        Assert.Equal(300 - LoginQueue.MostOfSource - 1, flood.Count(one => one.IsFaulted));
        var other = Try("bob", "198.51.100.7", right: true);
        await UntilEnded(other, within: 2);
        while (flood.Any(one => !one.IsCompleted)) await NextTurn();
    }

    [Fact]
    public async Task Whoever_gives_up_waits_no_longer_and_takes_nobodys_turn()
    {
        var first = Try("alice", "192.0.2.1", right: true);
        using var patience = new CancellationTokenSource();
        var second = queue.Judge(new LoginAttempt("bob", "192.0.2.2"), () => Task.FromResult(true), patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(await Ended(first));
        Assert.True(await Ended(Try("carol", "192.0.2.3", right: true)));
    }

    [Fact]
    public async Task While_a_hundred_addresses_guess_the_right_password_is_let_in_within_five_seconds()
    {
        await using var host = await IdentityHost.Start(IdentityHost.NewState(), StandingClock.New(), settings => settings with { PasswordRounds = 30_000 });
        using var enough = new CancellationTokenSource();
        var guessers = Enumerable.Range(1, 100).Select(n => GuessOn(host, IPAddress.Parse($"127.0.7.{n}"), enough.Token)).ToList();
        await Task.WhenAny(guessers.Select(one => one.First));

        using var hers = Client(host, IPAddress.Parse("127.0.8.1"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var answer = await hers.PostAsync(
            new Uri("/identity/v3/auth/tokens", UriKind.Relative), new StringContent(IdentityClient.PasswordBody("demo", host.PasswordOf("demo"))), limit.Token);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await enough.CancelAsync();
        await Task.WhenAll(guessers.Select(one => one.All));
    }

    static (Task First, Task All) GuessOn(IdentityHost host, IPAddress from, CancellationToken ct)
    {
        var first = new TaskCompletionSource();
        return (first.Task, Task.Run(async () =>
        {
            using var client = Client(host, from);
            try
            {
                while (!ct.IsCancellationRequested)
                {
                    using var answer = await client.PostAsync(
                        new Uri("/identity/v3/auth/tokens", UriKind.Relative), new StringContent(IdentityClient.PasswordBody("demo", "guess")), ct);
                    first.TrySetResult();
                    if ((int)answer.StatusCode == 429) return;
                }
            }
            catch (OperationCanceledException)
            {
                // enough was guessed
            }
        }));
    }

    static HttpClient Client(IdentityHost host, IPAddress from) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = new Uri(host.Client.Address), Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>An attempt whose judgement ends when <see cref="NextTurn"/> says so.</summary>
    Task<bool> Try(string user, string source, bool right)
    {
        var attempt = new LoginAttempt(user, source);
        var mine = queue.Judge(attempt, () =>
        {
            var ends = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (judged)
            {
                judged.Add(attempt);
                now = () => ends.TrySetResult(right);
            }
            return ends.Task;
        }, default);
        tried.Add(mine);
        return mine;
    }

    async Task<bool> Ended(Task<bool> one)
    {
        while (!one.IsCompleted) await NextTurn();
        return await one;
    }

    async Task UntilEnded(Task one, int within)
    {
        // One is being judged already; its turn has to end first.
        for (var turns = 0; turns <= within && !one.IsCompleted; turns++) await NextTurn();
        Assert.True(one.IsCompleted, $"still waiting after {within} turns");
    }

    /// <summary>Waits until somebody is judged and ends that judgement; nothing to do when nobody is left.</summary>
    async Task NextTurn()
    {
        while (tried.Exists(one => !one.IsCompleted))
        {
            if (Interlocked.Exchange(ref now, null) is { } end)
            {
                var ended = tried.Count(one => one.IsCompleted);
                end();
                while (tried.Count(one => one.IsCompleted) == ended) await Task.Yield();
                return;
            }
            await Task.Yield();
        }
    }
}
