namespace Abaca.Service;

/// <summary><c>abaca identity reset-password USER</c>: at the service's machine, for whoever owns its state directory.</summary>
static class ResetPasswordCommand
{
    /// <summary>The command; it belongs to the group <c>identity</c>.</summary>
    public static Command Build()
    {
        var reset = new Command("reset-password", "Gives a user a new random password, on the service's machine and without signing in; admin and demo also get new credential files.");
        var user = new Argument<string>("user") { Description = "Name of the user." };
        reset.Arguments.Add(user);
        var admin = new Option<bool>("--as-admin") { Description = "Also make the user an administrator who can sign in, when nobody else is left: made if gone, enabled, with the role admin." };
        reset.Options.Add(admin);
        var files = new ServiceFiles().AddTo(reset);
        reset.SetAction((parsed, ct) => Reset(files, parsed, parsed.GetRequiredValue(user), parsed.GetValue(admin), ct));
        return reset;
    }

    static async Task<int> Reset(ServiceFiles files, ParseResult parsed, string user, bool asAdmin, CancellationToken ct)
    {
        try
        {
            if (await PasswordTool.Reset(files.Load(parsed).Options, user, asAdmin, ct) is not { } password)
            {
                Console.Error.WriteLine($"abaca identity: there is no user called '{user}'.");
                return 1;
            }
            Console.WriteLine(password);
            return 0;
        }
        catch (DatabaseUnavailable unavailable)
        {
            Console.Error.WriteLine($"abaca identity: {unavailable.Message}");
            return 1;
        }
    }
}
