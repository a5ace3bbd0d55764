using Abaca.Server.Data.Migrations;
using Abaca.Server.Ledgers;

namespace Abaca.Service;

/// <summary><c>abaca quota verify</c>: works on the database of this machine's service, beside it.</summary>
static class QuotaVerifyCommand
{
    const int CannotTell = 2;

    /// <summary>The command; it belongs to the group <c>quota</c>.</summary>
    public static Command Build()
    {
        var command = new Command("verify", "Counts quota use and pools' books anew from the database and shows what differs (on the service's machine). Exits with 1 when something does.");
        var files = new ServiceFiles().AddTo(command);
        var fix = new Option<bool>("--fix") { Description = "Make the books what the rows say." };
        var format = new Option<string>("--format", "-f") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        command.Options.Add(fix);
        command.Options.Add(format);
        command.SetAction((parsed, ct) => Run(files, parsed, parsed.GetValue(fix), parsed.GetValue(format) == "json", ct));
        return command;
    }

    static async Task<int> Run(ServiceFiles files, ParseResult parsed, bool fix, bool asJson, CancellationToken ct)
    {
        try
        {
            var connection = files.Load(parsed).Options.Database.Connection;
            await using var db = fix ? Db.Open(connection) : Db.OpenToRead(connection);
            if (await new Migrator(db, TimeProvider.System).Status(ct) is { Current: false } status)
            {
                Console.Error.WriteLine($"abaca quota verify: {status.Problem ?? "the database waits for migrations; run: abaca db migrate"}");
                return CannotTell;
            }
            var audit = new LedgerAudit(db);
            var wrong = fix ? await audit.Mend(ct) : await audit.Compare(ct);
            Console.Write(asJson ? LedgerText.Json(wrong) : LedgerText.Table(wrong));
            if (fix && wrong.Count > 0) Console.Error.WriteLine("These numbers were corrected.");
            return wrong.Count == 0 || fix ? 0 : 1;
        }
        catch (Exception expected) when (expected is DatabaseUnavailable or IOException)
        {
            Console.Error.WriteLine($"abaca quota verify: {expected.Message}");
            return CannotTell;
        }
    }
}
