namespace Abaca.Server.OperationLog;

/// <summary>Registers the operators' window on operations; a resource of Abaca's own, beside Manila's API.</summary>
public static class OperationLogModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddOperationLog(this IServiceCollection services) => services
        .AddVisible<RecordedOperation>(p => new RecordedOperations(p.GetRequiredService<OperationRecords>()))
        .AddEndpoints(OperationLogEndpoints.All);
}

/// <summary>The endpoints on operations. Whoever may look at services may look at work, whoever may change services may steer it.</summary>
static class OperationLogEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint List = All.Get<OperationLog>("operations.list", "/operations", "service:index", u => u.List);
    public static readonly Endpoint Show = All.Get<OperationLog>("operations.show", "/operations/{id}", "service:index", u => u.Show);
    public static readonly Endpoint Retry = All.Action<OperationLog>("operations.retry", "/operations/{id}/action", "retry", "service:update", u => u.Retry);
    public static readonly Endpoint Abandon = All.Action<OperationLog>("operations.abandon", "/operations/{id}/action", "abandon", "service:update", u => u.Abandon);
}
