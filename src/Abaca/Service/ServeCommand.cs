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
    /// <summary>The exit status of a manager that another has taken over from: whoever started it starts it again (sysexits.h, EX_TEMPFAIL).</summary>
    const int BeginAnew = 75;

    /// <summary>The command.</summary>
    public static Command Build() => Of("serve", "Runs the service: API, scheduler and backends in one process. Needs no configuration.", ProcessRoles.All);

    /// <summary>The commands for processes that do a part of it, on a database server: any number of each, on any hosts.</summary>
    public static IEnumerable<Command> Roles() =>
    [
        Of("api", "Answers requests, as manila-api does. Needs a database server and a share and a scheduler process beside it.", ProcessRoles.Api),
        Of("scheduler", "Chooses pools, as manila-scheduler does. Needs a database server.", ProcessRoles.Scheduler),
    ];

    /// <summary>Makes <c>abaca share</c>, without a word behind it, the process that works with the backends, as manila-share does.</summary>
    /// <param name="share">The command of the client, whose subcommands stay what they are.</param>
    public static void AlsoManager(Command share)
    {
        share.Description += " By itself it runs a manager, as manila-share does, on a database server: of several with one host, one works and the others stand by.";
        Runs(share, ProcessRoles.Share);
    }

    static Command Of(string name, string text, ProcessRoles roles)
    {
        var command = new Command(name, text);
        Runs(command, roles);
        return command;
    }

    static void Runs(Command command, ProcessRoles roles)
    {
        var files = new ServiceFiles().AddTo(command);
        command.SetAction((parsed, ct) => Run(roles, command.Name, files, parsed, ct));
    }

    static async Task<int> Run(ProcessRoles roles, string name, ServiceFiles files, ParseResult parsed, CancellationToken ct)
    {
        int Fail(string message)
        {
            Console.Error.WriteLine($"abaca {name}: {message}");
            return 1;
        }

        var read = files.Load(parsed);
        var policy = ServiceFiles.LoadPolicy(read);
        var loaded = StartChecks.Of(read, policy.Findings);
        foreach (var finding in loaded.Findings.Where(f => f.Severity != Severity.Note)) Console.Error.WriteLine(finding);
        if (!loaded.MayStart) return Fail(ConfigurationText.Refusal(loaded));
        try
        {
            if (roles != ProcessRoles.All && DatabaseUrl.Require(loaded.Options.Database.Connection).IsFile)
                return Fail("[database] connection names a file, which one process has for itself: use abaca serve, or a database server.");
            // First of all: a second service must find out before it changes anything. Only a manager keeps anything in the directory.
            using var held = roles.HasFlag(ProcessRoles.Share) ? await StateLock.Take(loaded.Options.Node.StatePath, $"abaca {name}", TimeProvider.System, ct) : null;
            var address = new IPEndPoint(loaded.Options.Api.Listen, loaded.Options.Api.Port);
            if (roles.HasFlag(ProcessRoles.Api) && ListenTrial.Of(address) is { } no) return Fail($"It cannot listen on {address}: {no.What}. {no.Remedy}");
            await using var app = await AbacaHost.Build(loaded.Options, policy.Rules, roles: roles);
            var isFirst = app.Services.GetService<FirstStart>() is { } first && await first.Run(ct);
            await app.StartAsync(ct);
            Console.WriteLine(roles.HasFlag(ProcessRoles.Api) ? Welcome.Text(loaded.Options, isFirst) : $"abaca {name} of {loaded.Options.Node.Host} is up.");
            await app.WaitForShutdownAsync(ct);
            return app.Services.GetRequiredService<ManagerTurn>().IsOver ? BeginAnew : 0;
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
}
