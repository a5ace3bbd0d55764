using Abaca.Tests.Server.Golden;
using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>A token that is for no project (of a domain, or of nothing at all) is let in nowhere, and is told the same everywhere: 403, whether what it names is there or not.</summary>
[Trait("Suite", "Hostile")]
public sealed class TokenWithoutProjectTests
{
    static readonly string[] Open = ["limits.show", "extensions.list", "extensions.show"];

    /// <summary>They are there only for who asks for experimental operations.</summary>
    static readonly string[] Experimental = ["share_backups.detail", "share_backups.list", "share_backups.show"];

    static readonly string[] Tokens = ["@-/unscoped", "admin,member,reader@-/domain", "admin,member,reader@-/system"];

    [Fact]
    public async Task It_is_refused_by_every_operation_on_what_is_there_and_on_what_is_not()
    {
        await using var table = await AuthorizationTable.Make(delegated: false);
        var wrong = new List<string>();
        foreach (var row in table.Rows.Where(row => !Open.Contains(row.Name) && !Experimental.Contains(row.Name)))
        {
            foreach (var (token, status) in Tokens.Zip(await table.Statuses(row, tokens: Tokens)))
            {
                if (status != 403) wrong.Add($"{row.Name}, {token}: {status}");
                if (await table.OfNothing(row, token) is not 403 and var other) wrong.Add($"{row.Name} of nothing, {token}: {other}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
