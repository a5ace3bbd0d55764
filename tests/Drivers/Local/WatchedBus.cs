using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Ganesha behind a line that can be cut, with what changes its exports counted.</summary>
sealed class WatchedBus(IGaneshaBus inner, CommandFaults line, Action changed) : IGaneshaBus
{
    public Task<BusAnswer> Add(string file, int id, CancellationToken ct = default) => Changed(() => inner.Add(file, id, ct));

    public Task<BusAnswer> Update(string file, int id, CancellationToken ct = default) => Changed(() => inner.Update(file, id, ct));

    public Task<BusAnswer<IReadOnlyList<ExportClient>>> UpdateWith(string settings, int id, CancellationToken ct = default)
    {
        changed();
        return Said(() => inner.UpdateWith(settings, id, ct));
    }

    public Task<BusAnswer> Remove(int id, CancellationToken ct = default) => Changed(() => inner.Remove(id, ct));

    public Task<BusAnswer<IReadOnlyDictionary<int, string>>> Show(CancellationToken ct = default) => Said(() => inner.Show(ct));

    public Task<BusAnswer<IReadOnlyList<ExportClient>>> Display(int id, CancellationToken ct = default) => Said(() => inner.Display(id, ct));

    public Task<BusAnswer<int>> Process(CancellationToken ct = default) => Said(() => inner.Process(ct));

    public Task Gone(CancellationToken ct) => inner.Gone(ct);

    Task<BusAnswer> Changed(Func<Task<BusAnswer>> change)
    {
        changed();
        return Over(change, lost => new BusAnswer(BusEnd.Unclear, lost));
    }

    Task<BusAnswer<T>> Said<T>(Func<Task<BusAnswer<T>>> ask) => Over(ask, lost => new BusAnswer<T>(BusEnd.Unclear, lost));

    async Task<T> Over<T>(Func<Task<T>> exchange, Func<string, T> unclear)
    {
        try
        {
            return await line.Talk(exchange);
        }
        catch (IOException lost)
        {
            return unclear(lost.Message);
        }
    }
}
