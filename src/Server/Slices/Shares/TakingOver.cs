namespace Abaca.Server.Shares;

/// <summary>The step that takes a share over: first it is certain what it is and that no other row has it, then the driver acts.</summary>
public sealed class TakingOver(ShareDrivers drivers, ShareStore shares, ObjectClaims claims, Recognition recognition, Db db)
{
    /// <summary>Takes it over, or finds it taken over.</summary>
    public async Task<StepEnd<ManageShareState>> Take(ManageShareState state, CancellationToken ct) => state.Found is null
        ? await Look(state, ct)
        : (await drivers.Manage(state, ct)).Then<ManageShareState, ManagedShare>(taken => new StepEnd<ManageShareState>.Done(state with { Taken = taken }));

    /// <summary>Takes the taking over back, also when nobody knows whether it happened. What was never found was never touched.</summary>
    public Task<DriverResult> GiveBack(ManageShareState state, CancellationToken ct) =>
        state.Found is null ? Task.FromResult<DriverResult>(new DriverResult.Done()) : drivers.GiveBack(state, ct);

    // The request could not learn what it is: its backend did not answer, or is served by another process.
    async Task<StepEnd<ManageShareState>> Look(ManageShareState state, CancellationToken ct)
    {
        var end = await drivers.FindExisting(state, ct);
        if (end is not DriverResult<BackendObject>.Done { Value: var found })
            return end.Then<ManageShareState, BackendObject>(_ => new StepEnd<ManageShareState>.Done(state));
        if (await recognition.RecognizeAlike(state.ShareId, ct) is DriverResult.Unclear unclear) return new StepEnd<ManageShareState>.Unclear(unclear.Why);
        var owner = await db.Transaction(tx => Claim(tx, state, found, ct), ct);
        return owner is null
            ? new StepEnd<ManageShareState>.Wait(state with { Found = found }, TimeSpan.Zero)
            : new StepEnd<ManageShareState>.Refused(new Refusal(
                MessageDetail.NotOwned, $"{state.ExportPath} is {found.Name}, which belongs to {owner} already. Nothing was done to it."));
    }

    async Task<string?> Claim(Tx tx, ManageShareState state, BackendObject found, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return null;
        var owner = await claims.Owner(tx, found, share.InstanceId.Text, ct);
        if (owner is null) await claims.Claim(tx, share.InstanceId, found.Identity, ct);
        return owner;
    }
}
