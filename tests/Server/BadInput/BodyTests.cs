using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Reference;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.BadInput;

/// <summary>
/// Whatever stands in the body of a request: what cannot be meant is refused with a fault that says so, and nothing is changed by it.
/// </summary>
public sealed partial class BodyTests(World world) : IClassFixture<World>
{
    static readonly string[] NoJson =
    [
        "not json", "{", "{\"a\":}", "{'share': {}}", "{\"a\":1}}", "{\"a\":NaN}", "{\"a\":01}", "{\"a\":1,}", "// {}", "\"unfinished", "\\", "{\"a\":\"\\", "{\"a\":\"\\ud83e\\", "\u0000", "[1,2",
        string.Concat(Enumerable.Repeat("[", 20_000)), string.Concat(Enumerable.Repeat("{\"a\":", 10_000)), "{\"a\":\"\t\"}",
    ];

    static readonly string[] OtherJson = ["[]", "[{}]", "1", "1.5", "\"text\"", "true", "null", "{}", "{\"wrong\":{}}", "{\"\\ud800\":{}}", "{\"a\":{},\"b\":{}}"];

    static readonly string[] NoObjects = ["null", "[]", "[{}]", "1", "\"text\"", "true", "{\"\\ud800\":1}"];

    /// <summary>Fields in which nothing is wrong.</summary>
    static readonly string[] Free =
    [
        "quotas.update: tenant_id", "quotas.update: id", "shares.reset_status: os-status", "snapshots.create: force", // accepted and never read
        "services.update: disabled_reason", // read when a service is disabled: AdminApiTests
    ];

    public static TheoryData<string> Names => [.. WritingEndpoint.All.Select(o => o.Name)];

    [Fact]
    public void Every_operation_with_a_body_is_in_the_table() => Assert.Empty(
        Endpoints.Where(o => o.Method is "POST" or "PUT").Select(o => o.Name).Except(WritingEndpoint.All.Select(o => o.Name)));

    [Fact]
    public void Every_field_that_Manila_reads_is_in_the_table() => Assert.Equal("", string.Join('\n',
        from endpoint in Endpoints
        let asked = WritingEndpoint.All.SingleOrDefault(o => o.Name == endpoint.Name)
        where asked is { Body: not null }
        let request = Manila.Requests.GetValueOrDefault(Asked(endpoint))
        where request is not null
        from field in request.Fields
        where field.Value.To >= ApiVersion.Newest.Minor && field.Key is not ("<key>" or "metadata" or "meta")
        where asked!.Fields.All(f => f.Field != field.Key) && !asked.Body!.Contains($"\"{field.Key}\"", StringComparison.Ordinal)
        let name = $"{endpoint.Name}: {field.Key}"
        where !Free.Contains(name)
        select $"{name} ({field.Value.Type})"));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_cannot_be_meant_is_refused_and_changes_nothing(string name)
    {
        var endpoint = WritingEndpoint.All.Single(o => o.Name == name);
        var before = await DatabaseText.Of(world.Host.Db);
        var wrong = new List<string>();
        foreach (var body in Bodies(endpoint))
        {
            var answer = await Send(endpoint, Encoding.UTF8.GetBytes(body));
            if (!Refusal(answer)) wrong.Add($"{Short(body)} -> {answer.Status} {Short(answer.Text)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await DatabaseText.Of(world.Host.Db));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_body_in_no_known_form_is_refused_and_changes_nothing(string name)
    {
        var endpoint = WritingEndpoint.All.Single(o => o.Name == name);
        if (endpoint.Body is null) return; // these look at nothing but the action's key, which the edge's own tests cover
        var good = Encoding.UTF8.GetBytes(Filled(endpoint.Body));
        var text = Array.LastIndexOf(good, (byte)'"');
        byte[] invalid = [.. good[..text], 0xC3, 0x28, .. good[text..]];
        var before = await DatabaseText.Of(world.Host.Db);
        Assert.All(
            new[]
            {
                await Send(endpoint, good, type: null), await Send(endpoint, good, "text/plain"), await Send(endpoint, good, "application/xml"),
                await Send(endpoint, good, "application/x-www-form-urlencoded"), await Send(endpoint, []), await Send(endpoint, invalid),
                await Send(endpoint, Encoding.Unicode.GetBytes(Filled(endpoint.Body))), await Send(endpoint, [0xFF, 0xFE, 0x00]),
            },
            answer => Assert.True(Refusal(answer), $"{answer.Status} {answer.Text}"));
        Assert.Equal(before, await DatabaseText.Of(world.Host.Db));
    }

    [Theory]
    [InlineData("shares.create")]
    [InlineData("shares.update")]
    [InlineData("shares.extend")]
    [InlineData("share_metadata.merge")]
    [InlineData("share_types.create")]
    public async Task A_body_of_10_megabytes_is_too_large_however_it_is_sent(string name)
    {
        var endpoint = WritingEndpoint.All.Single(o => o.Name == name);
        var large = Encoding.UTF8.GetBytes($"{{\"{endpoint.Envelope}\":{{\"name\":\"{new string('x', 10 << 20)}\"}}}}");
        var before = await DatabaseText.Of(world.Host.Db);
        foreach (var chunked in (bool[])[false, true])
        {
            var answer = await Send(endpoint, large, chunked: chunked);
            Assert.True(answer.Status == 413, $"{answer.Status} {Short(answer.Text)}");
        }
        Assert.Equal(before, await DatabaseText.Of(world.Host.Db));
        Assert.Equal(200, (await world.Host.Get("/v2/shares")).Status);
    }

    [Fact]
    public async Task The_largest_body_allowed_is_read_and_one_byte_more_is_not()
    {
        var endpoint = WritingEndpoint.All.Single(o => o.Name == "shares.update");
        string Sized(int bytes) => $"{{\"share\":{{}},\"pad\":\"{new string('x', bytes - 21)}\"}}";
        Assert.Equal(114_688, Encoding.UTF8.GetByteCount(Sized(114_688)));
        foreach (var chunked in (bool[])[false, true])
        {
            Assert.Equal(200, (await Send(endpoint, Encoding.UTF8.GetBytes(Sized(114_688)), chunked: chunked)).Status);
            Assert.Equal(413, (await Send(endpoint, Encoding.UTF8.GetBytes(Sized(114_689)), chunked: chunked)).Status);
        }
    }

    IReadOnlyList<Endpoint> Endpoints => world.Host.Services.GetRequiredService<ApiRoutes>().All;

    IEnumerable<string> Bodies(WritingEndpoint endpoint)
    {
        foreach (var body in NoJson) yield return body;
        foreach (var body in OtherJson) yield return body;
        if (endpoint.Envelope is { } envelope)
        {
            foreach (var value in NoObjects) yield return $"{{\"{envelope}\":{value}}}";
            if (!endpoint.EmptyIsFine) yield return $"{{\"{envelope}\":{{}}}}";
        }
        foreach (var (field, kind) in endpoint.Fields)
        {
            foreach (var value in WrongValues.Of(kind)) yield return Replaced(endpoint, field, value);
        }
    }

    // The good body with one field set to something else.
    string Replaced(WritingEndpoint endpoint, string field, string value)
    {
        if (field.Length == 0) return $"{{\"{endpoint.Envelope}\":{value}}}";
        var good = Filled(endpoint.Body!);
        var at = endpoint.Envelope is { } envelope ? good.IndexOf('{', envelope.Length + 3) + 1 : 1;
        var rest = System.Text.Json.JsonDocument.Parse(good).RootElement;
        if (endpoint.Envelope is not null) rest = rest.EnumerateObject().First().Value;
        var others = string.Concat(rest.EnumerateObject().Where(p => p.Name != field).Select(p => $",\"{p.Name}\":{p.Value.GetRawText()}"));
        return $"{good[..at]}\"{field}\":{value}{others}}}" + (endpoint.Envelope is null ? "" : "}");
    }

    async Task<Answer> Send(WritingEndpoint asked, byte[] body, string? type = "application/json", bool chunked = false)
    {
        var endpoint = Endpoints.Single(o => o.Name == asked.Name);
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), $"/v2{world.Fill(endpoint.Path)}");
        request.Headers.Add("X-Auth-Token", ApiHost.Admin);
        request.Headers.Add("X-OpenStack-Manila-API-Version", asked.Version);
        request.Content = new ByteArrayContent(body);
        if (type is not null) request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (chunked) request.Headers.TransferEncodingChunked = true;
        if (body.Length > 1 << 20) request.Headers.ExpectContinue = true;
        using var response = await world.Host.Client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>());
    }

    string Filled(string body) => world.Filled(body);

    static bool Refusal(Answer answer) => answer.Status is >= 400 and < 500
        && (answer.Status == 413 || (answer.Text.StartsWith('{') && answer.Json.EnumerateObject().Single().Value.GetProperty("code").GetInt32() == answer.Status && answer.Message.Length > 0));

    static string Asked(Endpoint endpoint) => Parameter().Replace($"{endpoint.Method} {endpoint.Path}{(endpoint.Action is null ? "" : $" {endpoint.Action}")}", "{}");

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    static string Short(string text) => text.Length <= 160 ? text : $"{text[..160]}… ({text.Length})";
}
