namespace Abaca.Server.Operations;

/// <summary>Whose request is being carried out.</summary>
public static class RequestOfWork
{
    /// <summary>Id of the API request that started the operation which is at work with this key; null when none is.</summary>
    public static ValueTask<string?> Of(Tx tx, string key, CancellationToken ct = default) =>
        tx.Text($"SELECT request_id FROM operations WHERE open_key = {key} AND status <> 'stuck' ORDER BY turn LIMIT 1", ct);
}
