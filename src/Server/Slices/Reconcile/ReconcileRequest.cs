namespace Abaca.Server.Reconcile;

/// <summary>The body that tells the service what to do about differences, read and checked.</summary>
sealed record ReconcileRequest(string Action, IReadOnlyList<string> Ids, bool Apply, bool EvenUnrecorded, Adoption Adoption)
{
    /// <summary>Longest name of a difference: a path on the storage may be long.</summary>
    const int LongestId = 4096;

    /// <summary>Most names of one list.</summary>
    const int MostIds = 10_000;

    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiRefusal">400: a field is missing or makes no sense.</exception>
    public static ReconcileRequest From(Call call)
    {
        var asked = call.Body("reconcile");
        var action = asked.Required("action");
        if (!ReconcileAction.All.Contains(action)) throw Refusals.BadField("action", $"'{action}' is not one of {string.Join(", ", ReconcileAction.All)}.");
        var adoption = new Adoption(asked.Text("project_id"), asked.Text("share_type"), asked.Text("name"), asked.Text("description"), asked.Text("protocol"));
        if (action == ReconcileAction.Adopt && string.IsNullOrWhiteSpace(adoption.ProjectId)) throw Refusals.BadField("project_id", "whose it is to be must be said.");
        return new ReconcileRequest(action, IdsIn(asked), asked.Flag("apply") ?? false, asked.Flag("even_unrecorded") ?? false, adoption);
    }

    static List<string> IdsIn(Fields asked)
    {
        if (asked.Find("differences") is not { ValueKind: JsonValueKind.Array } list) throw Refusals.BadField("differences", "it must be a list of names, as the list of differences has them.");
        var ids = new List<string>();
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || one.GetString() is not { Length: > 0 and <= LongestId } id) throw Refusals.BadField("differences", "every name must be a text.");
            ids.Add(id);
        }
        return ids.Count is > 0 and <= MostIds ? ids : throw Refusals.BadField("differences", $"it has {ids.Count} names; from 1 to {MostIds} can be told at once.");
    }
}

/// <summary>What an operator says of what is adopted.</summary>
/// <param name="ProjectId">Whose it is to be.</param>
/// <param name="ShareType">Share type, by name or id; null for the default.</param>
/// <param name="Name">Name; null for none.</param>
/// <param name="Description">Description; null for none.</param>
/// <param name="Protocol">Protocol, where the storage serves several; null for the one it says.</param>
sealed record Adoption(string? ProjectId, string? ShareType, string? Name, string? Description, string? Protocol);
