using System.Net;
using System.Text;
using Abaca.Client;
using Xunit;

namespace Abaca.Tests.Unit.Cli;

/// <summary>A cloud made of prepared answers. Records every request as it would go onto the wire.</summary>
public class FakeCloud : HttpMessageHandler
{
    public const string Keystone = "http://keystone:5000/v3";
    public const string Shares = "http://manila:8786";

    readonly Dictionary<string, Queue<Func<HttpResponseMessage>>> answers = new(StringComparer.Ordinal);

    public sealed record Seen(string Line, string? Token, string? Version, string? Body);

    public List<Seen> Requests { get; } = [];

    /// <summary>The requests to the share service after signing in and agreeing on a version.</summary>
    public IEnumerable<string> Calls => Requests.Select(request => request.Line).Where(line => !line.EndsWith(" /v2/", StringComparison.Ordinal) && !line.EndsWith("/auth/tokens", StringComparison.Ordinal));

    public string? BodyOf(string line) => Requests.Last(request => request.Line == line).Body;

    /// <summary>A cloud that does not even let anybody sign in.</summary>
    protected FakeCloud(bool signsIn) => Assert.False(signsIn);

    public FakeCloud(string? version = null, string min = "2.0")
    {
        On("POST /v3/auth/tokens", 201, $$$"""
            {"token": {"user": {"id": "u1", "name": "demo"}, "project": {"id": "p1", "name": "demo"}, "catalog": [
              {"type": "sharev2", "endpoints": [{"interface": "public", "region_id": "other", "url": "http://elsewhere/v2"}]},
              {"type": "shared-file-system", "endpoints": [
                {"interface": "internal", "region_id": "one", "url": "http://inside:8786/v2"},
                {"interface": "public", "region_id": "one", "url": "{{{Shares}}}/v2"}]}]}}
            """);
        On("GET /v2/", 200, $$$"""{"versions": [{"id": "v2.0", "status": "CURRENT", "version": "{{{version ?? Microversion.Newest.ToString()}}}", "min_version": "{{{min}}}"}]}""");
    }

    /// <summary>Prepares an answer. Several for one line are given in turn; the last stays.</summary>
    public FakeCloud On(string line, int status, string body = "", params (string Name, string Value)[] headers) => On(line, () =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        response.Headers.Add("x-compute-request-id", "req-1");
        if (line.EndsWith("/auth/tokens", StringComparison.Ordinal)) response.Headers.Add("X-Subject-Token", "the-token");
        foreach (var (name, value) in headers) response.Headers.Add(name, value);
        return response;
    });

    public FakeCloud Breaks(string line, HttpRequestError error, string message) =>
        On(line, () => throw new HttpRequestException(error, message, new IOException(message)));

    FakeCloud On(string line, Func<HttpResponseMessage> answer)
    {
        if (!answers.TryGetValue(line, out var queue)) answers[line] = queue = new();
        queue.Enqueue(answer);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var line = $"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.PathAndQuery)}";
        Requests.Add(new Seen(line, One(request, "X-Auth-Token"), One(request, "X-OpenStack-Manila-API-Version"),
            request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken)));
        if (!answers.TryGetValue(line, out var queue))
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("""{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}""") };
        return (queue.Count > 1 ? queue.Dequeue() : queue.Peek())();
    }

    static string? One(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
