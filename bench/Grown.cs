namespace Abaca.Bench;

/// <summary>A running service with many shares in it.</summary>
sealed class Grown(Service service, IReadOnlyList<string> ids) : IAsyncDisposable
{
    /// <summary>A client with an administrator's token of the project of the shares.</summary>
    public HttpClient Http { get; } = service.Client();

    /// <summary>Their number.</summary>
    public int Size => ids.Count;

    /// <summary>A share in the middle of the list.</summary>
    public int Middle => ids.Count / 2;

    /// <summary>Id of some share with at least so many older ones.</summary>
    public string Any(int older) => ids[Random.Shared.Next(older, ids.Count)];

    /// <summary>Starts one with so many shares.</summary>
    public static async Task<Grown> New(Arguments arguments, int size, CancellationToken ct)
    {
        var service = await Service.New(arguments, ct);
        await service.Stop();
        var ids = await SeededShares.Add(service, size, "elsewhere@dummy#big", ct);
        await service.Start(ct);
        await service.BackendIsUp(ct);
        return new Grown(service, ids);
    }

    /// <summary>Asks and reads the whole answer.</summary>
    public async Task Get(string path, CancellationToken ct)
    {
        using var answer = await Http.GetAsync(path, ct);
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null, ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await service.DisposeAsync();
    }
}
