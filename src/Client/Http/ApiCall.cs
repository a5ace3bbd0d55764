namespace Abaca.Client;

/// <summary>One call of the Shared File Systems API.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path after <c>/v2/</c>, with its query.</param>
/// <param name="Needs">The oldest version that has this call with all that is asked.</param>
/// <param name="Body">The JSON body, or null for none.</param>
public sealed record ApiCall(HttpMethod Method, string Path, Microversion Needs, JsonNode? Body = null)
{
    /// <summary>A GET that every version has.</summary>
    public static ApiCall Get(string path) => new(HttpMethod.Get, path, Microversion.Floor);

    /// <summary>A GET that came with a version of major 2.</summary>
    public static ApiCall Get(string path, int minor) => new(HttpMethod.Get, path, new Microversion(2, minor));

    /// <summary>A POST.</summary>
    public static ApiCall Post(string path, JsonNode body, int minor = 7) => new(HttpMethod.Post, path, new Microversion(2, minor), body);

    /// <summary>A PUT.</summary>
    public static ApiCall Put(string path, JsonNode body, int minor = 7) => new(HttpMethod.Put, path, new Microversion(2, minor), body);

    /// <summary>A DELETE.</summary>
    public static ApiCall Delete(string path, int minor = 7) => new(HttpMethod.Delete, path, new Microversion(2, minor));

    /// <summary>A POST to a resource's <c>/action</c>: one key that names the action.</summary>
    /// <param name="resource">The resource's path, such as <c>shares/ID</c>.</param>
    /// <param name="action">The action's name.</param>
    /// <param name="arguments">Its arguments; null for an action without any.</param>
    /// <param name="minor">The version it came with.</param>
    public static ApiCall Action(string resource, string action, JsonNode? arguments = null, int minor = 7) =>
        Post(resource + "/action", new JsonObject { [action] = arguments }, minor);
}
