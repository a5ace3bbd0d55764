using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// All nodes of one Ganesha cluster as one. A change holds when every node that lives shows it; one that is down does not stand in the
/// way and is told when it is back. When all are down, or one may serve but cannot be told, the call is to be repeated.
/// </summary>
sealed class NfsNodes(IReadOnlyList<NfsNode> nodes)
{
    /// <summary>Each of them.</summary>
    public IReadOnlyList<NfsNode> All => nodes;

    /// <summary>One of them does not get changes from us.</summary>
    public bool AnyDown => nodes.Any(node => node.IsDown);

    /// <summary>Every node serves the export as its object says.</summary>
    public async Task Apply(NfsExport export, string name, string url, Standing standing, CancellationToken ct)
    {
        var answers = await Task.WhenAll(nodes.Select(node => node.Apply(export, name, url, standing, ct)));
        Need(answers, atLeastOne: true);
    }

    /// <summary>No node serves the export.</summary>
    public async Task Remove(int id, string name, CancellationToken ct) =>
        Need(await Task.WhenAll(nodes.Select(node => node.Remove(id, name, ct))), atLeastOne: false);

    /// <summary>Clients of the export on every node that lives; null where it is not served.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<ExportClient>?>> Show(int id, CancellationToken ct)
    {
        var answers = await Task.WhenAll(nodes.Select(node => node.Show(id, ct)));
        Need(answers, atLeastOne: true);
        return [.. answers.Where(answer => answer.End == NodeEnd.Done).Select(answer => answer.Clients)];
    }

    /// <summary>Refuses while a node that may serve clients by old rules does not let us in: that lasts until an operator acts.</summary>
    public void NeedOpen()
    {
        if (Readiness is DriverResult.Refused no) throw StoppedException.Refused(no.Why.Detail, no.Why.Text);
    }

    /// <summary>Refused while a node does not let us in; unclear while none serves.</summary>
    public DriverResult Readiness => nodes.FirstOrDefault(node => node.Barred is not null) switch
    {
        { Barred: { } why } => new DriverResult.Refused(new Refusal(MessageDetail.BackendNotReady, why)),
        _ when nodes.All(node => node.IsDown) => new DriverResult.Unclear($"No Ganesha runs on {string.Join(", ", nodes.Select(node => node.Name))}."),
        _ => new DriverResult.Done(),
    };

    static void Need(NodeAnswer[] answers, bool atLeastOne)
    {
        if (answers.FirstOrDefault(answer => answer.End is NodeEnd.Failed or NodeEnd.Barred) is { } failed) throw StoppedException.Unclear(failed.Text);
        if (atLeastOne && answers.All(answer => answer.End == NodeEnd.Down))
            throw StoppedException.Unclear(string.Join(' ', answers.Select(answer => answer.Text)));
    }
}
