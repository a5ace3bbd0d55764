using Abaca.Server.Microversions;

namespace Abaca.Bench;

/// <summary>
/// Requests per second of reads, against a bare Kestrel endpoint that answers with the same bytes. The two take turns, and the ratio
/// is the median of the rounds' ratios: what disturbs the machine for a while disturbs both.
/// </summary>
static class Throughput
{
    const int Shares = 1000;
    const int Rounds = 7;
    const int Seconds = 2;

    /// <summary>Measures.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"Reads, requests per second over 16 connections ({Rounds} rounds of {Seconds} s in turns, medians)");
        await using var service = await Service.New(arguments, ct);
        await service.Stop();
        var ids = await SeededShares.Add(service, Shares, "elsewhere@dummy#big", ct);
        await service.Start(ct);
        await Compare(service, $"v2/shares/{ids[Shares / 2]}", "GET one share", 1.0 / 2, report, ct);
        await Compare(service, "v2/shares/detail", $"list detail of {Shares} shares", 1.0 / 3, report, ct);
        await Keystone(service, $"v2/shares/{ids[Shares / 2]}", arguments, report, ct);
        report.Note("resident memory of the service after this", Report.Text(service.Process.ResidentMib(), "MiB"));
    }

    /// <summary>The price of tokens that a Keystone gave: those of another service's identity, which is asked once.</summary>
    static async Task Keystone(Service service, string path, Arguments arguments, Report report, CancellationToken ct)
    {
        await using var other = await Service.New(arguments, ct);
        await other.Stop();
        var ids = await SeededShares.Add(other, Shares, "elsewhere@dummy#big", ct);
        await other.TakeTokensOf(service, ct);
        await other.Start(ct);
        string[] headers = [$"X-Auth-Token: {service.Token}", $"{ApiVersion.Header}: {ApiVersion.NewestText}"];
        var (embedded, keystone) = (new Uri(service.Url, path), new Uri(other.Url, $"v2/shares/{ids[Shares / 2]}"));
        foreach (var one in (Uri[])[embedded, keystone, embedded, keystone]) await Wrk.Run(one, Seconds, headers, ct);
        var ratios = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var with = await Wrk.Run(keystone, Seconds, headers, ct);
            ratios.Add(with / await Wrk.Run(embedded, Seconds, headers, ct));
        }
        report.AtLeast("GET one share with a remembered token of a Keystone, ratio to one of the embedded identity", ratios.Median(), 0.95);
    }

    static async Task Compare(Service service, string path, string what, double target, Report report, CancellationToken ct)
    {
        using var http = service.Client();
        var body = await http.GetByteArrayAsync(path, ct);
        await File.WriteAllBytesAsync(service.PathOf("body"), body, ct);
        var port = Started.FreePort();
        await using var bare = Started.Run(service.PathOf("bare.log"), Environment.ProcessPath!, Self("bare", port.ToString(), service.PathOf("body")));
        var bareUrl = new Uri($"http://127.0.0.1:{port}/{path}");
        await bare.Until(() => Answers(http, bareUrl, ct), "the bare endpoint", ct);

        string[] headers = [$"X-Auth-Token: {service.Token}", $"{ApiVersion.Header}: {ApiVersion.NewestText}"];
        var url = new Uri(service.Url, path);
        foreach (var one in (Uri[])[bareUrl, url, bareUrl, url]) await Wrk.Run(one, Seconds, headers, ct);
        var rounds = new List<(double Bare, double Ours)>();
        for (var i = 0; i < Rounds; i++) rounds.Add((await Wrk.Run(bareUrl, Seconds, headers, ct), await Wrk.Run(url, Seconds, headers, ct)));
        report.Note($"{what} ({body.Length} bytes), bare Kestrel", Report.Text(rounds.Select(r => r.Bare).Median(), "/s"));
        report.Note($"{what}, Abaca", Report.Text(rounds.Select(r => r.Ours).Median(), "/s"));
        report.AtLeast($"{what}, ratio", rounds.Select(r => r.Ours / r.Bare).Median(), target);
    }

    /// <summary>This program may run as its own file or as an argument of dotnet.</summary>
    static string[] Self(params string[] arguments) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(Throughput).Assembly.Location, .. arguments] : arguments;

    static async Task<bool> Answers(HttpClient http, Uri url, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(url, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
