using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Documents;

/// <summary>What documents and the service tell people to type is carried out, in the printed order, with the real clients.</summary>
public sealed class DocumentTests
{
    /// <summary>The documents with commands that run here.</summary>
    public static TheoryData<string> Walked => [.. Stage.ByDocument.Keys];

    [Fact]
    public void Every_command_of_a_document_is_carried_out_or_says_why_not()
    {
        var commands = DocumentedCommand.Documents.SelectMany(DocumentedCommand.In).ToList();
        Assert.True(commands.Count > 50, "The commands are not found.");
        var forgotten = commands.Where(command => Elsewhere.Reason(command) is null && !Stage.ByDocument.ContainsKey(command.Document)).Select(command => $"{command.Document}: {command.Text}");
        var stale = Elsewhere.All.Where(entry => !commands.Exists(command => command.Document == entry.Document && command.Text.StartsWith(entry.Beginning, StringComparison.Ordinal))).Select(entry => $"{entry.Document}: {entry.Beginning}");
        Assert.Equal([], [.. forgotten, .. stale, .. Stage.ByDocument.Keys.Except(DocumentedCommand.Documents)]);
    }

    [Fact]
    public void Commands_are_told_from_configuration_and_output()
    {
        const string Text = "Prose with `abaca x`.\n\n    abaca share list   # all\n    [DEFAULT]\n    host = a\n\n```\nopenstack share \\\n  list\nBOOK  OF\n```\nabaca prose\n    OS_CLOUD=x sudo abaca doctor\n";
        Assert.Equal(["abaca share list", "openstack share list", "OS_CLOUD=x sudo abaca doctor"], DocumentedCommand.Of(Text));
    }

    [Theory]
    [MemberData(nameof(Walked))]
    public async Task The_commands_of_a_document_work_in_its_order(string document)
    {
        Requirements.ForClients();
        var stage = Stage.ByDocument[document];
        var commands = DocumentedCommand.In(document).Where(command => Elsewhere.Reason(command) is null).Select(stage.Here).ToList();
        Assert.NotEmpty(commands);
        await using var service = await ServiceProcess.Start(stage.Service);
        var run = await new Walk(service).Do(stage.Before, commands);
        Assert.True(run.Code == 0, $"{run.Error}\n{run.Output}\n{service.LogTail}");
    }

    [Theory]
    [InlineData("dummy")]
    [InlineData("local")]
    public async Task The_first_steps_that_the_service_prints_work_in_their_order_for_whom_they_name(string backend)
    {
        Requirements.ForClients();
        await using var service = await ServiceProcess.Start(backend == "local" ? ServiceSetting.Local : ServiceSetting.Dummy);
        var first = Printed(service.Log);
        Assert.Equal(4, first.Count(line => line.StartsWith("export ", StringComparison.Ordinal)));
        Assert.True(first.Count >= 10, string.Join('\n', first));
        (await new Walk(service).Do(["unset OS_CLIENT_CONFIG_FILE ABACA_STATE"], first)).Succeeded();

        // A later start does not tell to make again what is there.
        await service.Stop();
        var log = service.Log.Length;
        await service.Start();
        var later = Printed(service.Log[log..]);
        Assert.NotEmpty(later);
        Assert.DoesNotContain(later, line => line.Contains("create", StringComparison.Ordinal));
        (await new Walk(service).Do([], later)).Succeeded();
    }

    [Fact]
    public async Task What_is_printed_without_passwords_works_without_passwords()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        var printed = Printed(service.Log);
        Assert.Contains(printed, line => line.StartsWith("abaca ", StringComparison.Ordinal));
        (await new Walk(service).Do(["settled() { true; }", "unset OS_CLIENT_CONFIG_FILE ABACA_STATE"], printed)).Succeeded();
    }

    static List<string> Printed(string log) => [.. DocumentedCommand.Of(log, indent: 2)];
}
