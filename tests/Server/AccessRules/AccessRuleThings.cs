using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.AccessRules;

/// <summary>Access rules.</summary>
sealed class AccessRuleThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("rule", Rule, "/share-access-rules/{}"),
        Thing.Word("rule key", "why", "/share-access-rules/{}/metadata/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("shares.allow_access", """{"allow_access":{"access_type":"ip","access_to":"10.0.0.1","access_level":"rw"}}""",
            "access_type:word access_to:word access_level:choice metadata:map lock_visibility:flag lock_deletion:flag lock_reason:name"),
        WritingEndpoint.Of("shares.deny_access", """{"deny_access":{"access_id":"{rule}"}}""", "access_id:word unrestrict:flag"),
        WritingEndpoint.Of("shares.access_list", null, "") with { Last = 44 },
        WritingEndpoint.Of("access_rules.update", """{"update_access":{"access_level":"rw"}}""", "access_level:word"),
        WritingEndpoint.Of("access_rule_metadata.merge", """{"metadata":{"why":"golden"}}""", ":map"),
    ];

    static async Task<string> Rule(Things things)
    {
        var host = things.Host;
        var body = new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", metadata = new { why = "golden" } } };
        var rule = await things.Post($"/v2/shares/{await things.Of("share")}/action", body);
        await host.Until(
            async () => (await host.Get($"/v2/share-access-rules/{rule}", ApiHost.Member)).Json.GetProperty("access").GetProperty("state").GetString() == "active",
            "the rule is active");
        return rule;
    }
}
