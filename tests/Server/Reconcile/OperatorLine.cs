using System.CommandLine;
using System.Text.Json;
using Abaca.Cli;
using Abaca.Client;
using Xunit;

namespace Abaca.Tests.Server.Reconcile;

/// <summary>The real command line of "abaca" against a running service, as an administrator or with another token.</summary>
sealed class OperatorLine(ApiHost host)
{
    /// <summary>How a command ended.</summary>
    public sealed record Ran(int Code, string Out, string Error)
    {
        public Ran Ended(int code)
        {
            Assert.True(Code == code, $"ended with {Code}\n{Out}\n{Error}");
            return this;
        }

        public JsonElement Json => JsonDocument.Parse(Out).RootElement;
    }

    /// <summary>Runs a command line; what stands on standard input may be given.</summary>
    public async Task<Ran> Run(string line, string? input = null, string token = ApiHost.Admin)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var root = new RootCommand("Abaca");
        var surroundings = new CliSurroundings(
            Process(), settings => new WithToken(token, ClientHandlers.For(settings)), TimeProvider.System, Live: false)
        {
            Input = new StringReader(input ?? ""),
        };
        foreach (var command in CliCommands.All(surroundings)) root.Subcommands.Add(command);
        var code = await CliCommands.Run(root, line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new Ran(code, output.ToString(), error.ToString());
    }

    /// <summary>The client that its commands are made of, as an administrator.</summary>
    public ShareService Cloud()
    {
        var settings = new CloudSettingsReader(Process()).Read(new CloudChoice());
        return new ShareService(settings, new WithToken(ApiHost.Admin, ClientHandlers.For(settings)), TimeProvider.System);
    }

    ProcessSurroundings Process()
    {
        var variables = new Dictionary<string, string> { ["OS_AUTH_TYPE"] = "none", ["OS_ENDPOINT"] = new Uri(host.Client.BaseAddress!, "v2").ToString() };
        return new ProcessSurroundings(variables.GetValueOrDefault, "/nowhere", "/nowhere", "/nowhere", "/nowhere");
    }

    /// <summary>What differs now: kind and name by the id that lists use.</summary>
    public async Task<IReadOnlyList<(string Id, string Kind, string? Instance)>> Differences(string more = "") =>
        [.. (await Run($"reconcile list --format json {more}")).Ended(0).Json.EnumerateArray()
            .Select(one => (one.GetProperty("id").GetString()!, one.GetProperty("kind").GetString()!, one.GetProperty("instance_id").GetString()))];

    sealed class WithToken(string token, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Remove("X-Auth-Token");
            request.Headers.Add("X-Auth-Token", token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
