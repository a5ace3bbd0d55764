namespace Abaca.Server.Http;

/// <summary>One operation of the API in its newest form.</summary>
/// <param name="Name">Our name for it, for example <c>shares.extend</c>; microversions refer to it.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Template, for example <c>/shares/{id}</c>.</param>
/// <param name="Action">Key of the body for <c>POST …/action</c>, or null.</param>
/// <param name="Policy">Rule that guards it; null for none.</param>
/// <param name="Late">The rule needs the resource or the body: the use case asks it, the edge does not.</param>
/// <param name="Handle">The use case.</param>
public sealed record Operation(
    string Name, string Method, string Path, string? Action, string? Policy, bool Late, Func<Call, Task<Reply>> Handle);

/// <summary>A slice's operations.</summary>
public interface IRoutes
{
    /// <summary>Adds them.</summary>
    void Map(ApiRoutes routes);
}

/// <summary>Collects the operations of all slices.</summary>
public sealed class ApiRoutes
{
    readonly List<Operation> operations = [];

    /// <summary>All operations.</summary>
    public IReadOnlyList<Operation> All => operations;

    /// <summary>Adds a GET.</summary>
    public void Get(string name, string path, string? policy, Func<Call, Task<Reply>> handle, bool late = false) =>
        operations.Add(new Operation(name, "GET", path, null, policy, late, handle));

    /// <summary>Adds a POST.</summary>
    public void Post(string name, string path, string? policy, Func<Call, Task<Reply>> handle, bool late = false) =>
        operations.Add(new Operation(name, "POST", path, null, policy, late, handle));

    /// <summary>Adds a PUT.</summary>
    public void Put(string name, string path, string? policy, Func<Call, Task<Reply>> handle, bool late = false) =>
        operations.Add(new Operation(name, "PUT", path, null, policy, late, handle));

    /// <summary>Adds a DELETE.</summary>
    public void Delete(string name, string path, string? policy, Func<Call, Task<Reply>> handle, bool late = false) =>
        operations.Add(new Operation(name, "DELETE", path, null, policy, late, handle));

    /// <summary>Adds an action: a POST whose body has this one key.</summary>
    public void Action(string name, string path, string action, string? policy, Func<Call, Task<Reply>> handle, bool late = false) =>
        operations.Add(new Operation(name, "POST", path, action, policy, late, handle));
}
