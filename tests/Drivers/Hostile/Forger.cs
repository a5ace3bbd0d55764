namespace Abaca.Tests.Drivers.Hostile;

/// <summary>What came of an attack.</summary>
/// <param name="Handles">Number of handles that were tried.</param>
/// <param name="Taken">Number of those that the server took; most name what is the forger's own.</param>
/// <param name="Trespasses">What was reached that is not the forger's: handle and what it gave.</param>
sealed record AttackReport(int Handles, int Taken, IReadOnlyList<(byte[] Handle, string Reached)> Trespasses)
{
    const int Shown = 8;

    /// <summary>The figures.</summary>
    public string Counts => $"{Handles} handles, {Taken} taken, {Trespasses.Count} trespasses";

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join('\n', Trespasses.Take(Shown).Select(one => $"{Convert.ToHexString(one.Handle)}: {one.Reached}").Prepend(Counts));
}

/// <summary>A tenant that makes handles up.</summary>
/// <param name="client">Its connection.</param>
/// <param name="own">What it may reach.</param>
sealed class Forger(RawNfs client, Territory own)
{
    /// <summary>The forms that handles have on the servers that Abaca works with; a new server's joins here.</summary>
    static readonly IReadOnlyList<IHandleForm> Forms = [new AnyHandle(), new GaneshaVfsHandle(), new GaneshaCephHandle(), new KernelHandle()];

    /// <summary>Every handle that can be made of the kit, in all forms that its own have.</summary>
    public static IReadOnlyList<byte[]> Forge(ForgersKit kit) =>
    [
        .. Forms.Where(form => kit.Own.Any(form.Fits)).SelectMany(form => form.Forge(kit)).Concat(kit.All)
            .Where(handle => !Forms.Any(form => form.Breaks(handle))).DistinctBy(Convert.ToHexString),
    ];

    /// <summary>Tries every handle: looks, lists, reads; and writes and removes through what is not its own.</summary>
    public async Task<AttackReport> Attack(ForgersKit kit, CancellationToken ct)
    {
        var handles = Forge(kit);
        var taken = 0;
        List<(byte[], string)> trespasses = [];
        foreach (var (handle, reply) in handles.Zip(await client.SendAll([.. handles.Select(Look)], ct)))
        {
            var answer = reply.Status is NfsStatus.Delay or NfsStatus.Grace ? await client.Send(Look(handle), ct) : reply;
            if (answer.Done == 0) continue;
            taken++;
            if (await own.Trespass(handle, answer.Attributes, MayBeRead(handle), ct) is { } reached) trespasses.Add((handle, reached));
        }
        return new AttackReport(handles.Count, taken, trespasses);
    }

    /// <summary>Tries to change something through every handle that is taken; answers with what could be changed.</summary>
    public async Task<IReadOnlyList<string>> Write(ForgersKit kit, CancellationToken ct)
    {
        var handles = Forge(kit);
        List<string> changes = [];
        foreach (var (handle, reply) in handles.Zip(await client.SendAll([.. handles.Select(Look)], ct)))
        {
            if (reply.Done == 0 || !MayBeRead(handle)) continue;
            changes.AddRange((await own.Changes(handle, ct)).Select(change => $"{Convert.ToHexString(handle)}: {change}"));
        }
        return changes;
    }

    static bool MayBeRead(byte[] handle) => Forms.All(form => form.MayBeRead(handle));

    static Compound Look(byte[] handle) => new Compound().At(handle).Attributes();
}
