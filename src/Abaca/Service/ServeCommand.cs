using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Command = System.CommandLine.Command;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Abaca.Service;

/// <summary><c>abaca serve</c>: API, scheduler and share service in one process.</summary>
static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("serve", "Runs the service: API, scheduler and backends in one process. Needs no configuration.");
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => Run(files, parsed, ct));
        return command;
    }

    static async Task<int> Run(ServiceFiles files, ParseResult parsed, CancellationToken ct)
    {
        var read = files.Load(parsed);
        var policy = ServiceFiles.LoadPolicy(read);
        var loaded = StartChecks.Of(read, policy.Findings);
        foreach (var finding in loaded.Findings.Where(f => f.Severity != Severity.Note)) Console.Error.WriteLine(finding);
        if (!loaded.MayStart) return Fail(ConfigurationText.Refusal(loaded));
        try
        {
            // First of all: a second service must find out before it changes anything.
            using var held = await StateLock.Take(loaded.Options.Node.StatePath, "abaca serve", TimeProvider.System, ct);
            var address = new IPEndPoint(loaded.Options.Api.Listen, loaded.Options.Api.Port);
            if (ListenTrial.Of(address) is { } no) return Fail($"It cannot listen on {address}: {no.What}. {no.Remedy}");
            await using var app = await AbacaHost.Build(loaded.Options, policy.Rules);
            var isFirst = app.Services.GetService<FirstStart>() is { } first && await first.Run(ct);
            await app.StartAsync(ct);
            Console.WriteLine(Welcome.Text(loaded.Options, isFirst));
            await app.WaitForShutdownAsync(ct);
            return 0;
        }
        catch (Exception expected) when (expected is StateDirectoryTaken or DatabaseUnavailable or MigrationRefused or OptionException)
        {
            return Fail(expected.Message);
        }
        catch (IOException busy) when (busy.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Fail($"{busy.Message} Stop what listens there, or choose another port: OS_DEFAULT__OSAPI_SHARE_LISTEN_PORT=8787 abaca serve");
        }
        catch (Exception surroundings) when (surroundings is IOException or UnauthorizedAccessException or SocketException)
        {
            return Fail($"{surroundings.Message} (state directory {loaded.Options.Node.StatePath}, API {BaseUrl.Of(loaded.Options)})");
        }
    }

    static int Fail(string message)
    {
        Console.Error.WriteLine($"abaca serve: {message}");
        return 1;
    }
}
