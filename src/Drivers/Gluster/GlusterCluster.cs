using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Gluster;

/// <summary>One cluster, through one of its servers. Nothing is touched until something is asked.</summary>
sealed class GlusterCluster : IAsyncDisposable
{
    /// <summary>glusterd does one thing after the other anyway, and sshd takes ten sessions over one connection.</summary>
    const int AtOnce = 4;

    const int BusyTries = 25;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(150); // gluster itself gives up after 120
    static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(200);

    readonly ICommandRunner runner;
    readonly TimeProvider clock;
    readonly SemaphoreSlim turns = new(AtOnce);

    /// <summary>The cluster behind a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">Where SSH goes; null for this machine.</param>
    /// <param name="settings">Of the backend.</param>
    public GlusterCluster(GlusterServer server, SshTarget? target, BackendSettings settings)
    {
        (Server, Target, clock) = (server, target, settings.Clock);
        runner = target is null ? settings.Commands : new SshCommandRunner(target, settings.StateDirectory, settings.Commands, settings.Clock, settings.Scratch);
    }

    /// <summary>The server.</summary>
    public GlusterServer Server { get; }

    /// <summary>Where SSH goes; null for this machine.</summary>
    public SshTarget? Target { get; }

    /// <summary>Name of the pool that the cluster's volumes are.</summary>
    public string Pool => Server.Host;

    /// <summary>Runs any command on the server.</summary>
    public async Task<CommandResult> RunThere(IReadOnlyList<string> command, CancellationToken ct)
    {
        await turns.WaitAsync(ct);
        try
        {
            return await runner.Run(new Command(command, Patience), ct);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Asks gluster. While another command has the volume it is asked again.</summary>
    public async Task<GlusterReply> Ask(CancellationToken ct, params IEnumerable<string> words)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = GlusterReply.Of(await RunThere(["gluster", "--mode=script", "--xml", .. words], ct));
            if (!GlusterWords.Busy(reply) || attempt == BusyTries) return reply;
            await Task.Delay(BusyPause, clock, ct);
        }
    }

    /// <summary>As <see cref="Ask"/>; whatever does not succeed stops the call.</summary>
    public async Task<GlusterReply> Do(string what, CancellationToken ct, params IEnumerable<string> words)
    {
        var reply = await Ask(ct, words);
        return reply.Succeeded ? reply : throw GlusterWords.Stop(reply, $"{what} on {Server.Host}");
    }

    /// <summary>Every volume of the cluster.</summary>
    public async Task<IReadOnlyList<Volume>> Volumes(CancellationToken ct)
    {
        var reply = await Ask(ct, "volume", "info", "all");
        if (GlusterWords.NotThere(reply)) return []; // there is none at all
        if (!reply.Succeeded) throw GlusterWords.Stop(reply, $"listing the volumes of {Server.Host}");
        return Volume.Parse(reply.Document!);
    }

    /// <summary>One volume; null when there is none of that name.</summary>
    public async Task<Volume?> Find(string name, CancellationToken ct)
    {
        var reply = await Ask(ct, "volume", "info", name);
        if (GlusterWords.NotThere(reply)) return null;
        if (!reply.Succeeded) throw GlusterWords.Stop(reply, $"looking at volume {name} of {Server.Host}");
        return Volume.Parse(reply.Document!).SingleOrDefault(volume => volume.Name == name) ?? throw StoppedException.Unclear($"{Server.Host} answered for another volume than {name}.");
    }

    /// <summary>A volume that was there a moment ago.</summary>
    public async Task<Volume> Again(Volume volume, CancellationToken ct) =>
        await Find(volume.Name, ct) is { } now && now.Id == volume.Id ? now : throw StoppedException.Unclear($"Volume {volume.Name} of {Server.Host} was there a moment ago.");

    /// <summary>Sets options in one step: all of them, or none.</summary>
    public Task Set(Volume volume, string what, CancellationToken ct, params IEnumerable<(string Option, string Value)> options)
    {
        var words = options.SelectMany(option => (string[])[option.Option, option.Value]).ToList();
        // gluster takes such a word for an option of its own, wherever it stands.
        if (words.Find(word => word.StartsWith('-')) is { } odd) throw StoppedException.Refused(MessageDetail.Unknown, $"{what}: \"{odd}\" is no value that gluster can be given.");
        return Do(what, ct, ["volume", "set", volume.Name, .. words]);
    }

    /// <summary>Starts it, and bricks of it that are down.</summary>
    public async Task StartVolume(Volume volume, CancellationToken ct, bool force = false)
    {
        var reply = await Ask(ct, ["volume", "start", volume.Name, .. force ? ["force"] : Array.Empty<string>()]);
        if (!reply.Succeeded && !GlusterWords.Already(reply)) throw GlusterWords.Stop(reply, $"starting volume {volume.Name} of {Server.Host}");
    }

    /// <summary>Stops it; its clients wait or are cut off.</summary>
    public async Task StopVolume(Volume volume, CancellationToken ct)
    {
        var reply = await Ask(ct, "volume", "stop", volume.Name, "force");
        if (!reply.Succeeded && !GlusterWords.Already(reply)) throw GlusterWords.Stop(reply, $"stopping volume {volume.Name} of {Server.Host}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (runner is IAsyncDisposable ssh && Target is not null) await ssh.DisposeAsync();
    }

    /// <inheritdoc/>
    public override string ToString() => Target?.ToString() ?? $"{Server.Host} (this machine)";
}
