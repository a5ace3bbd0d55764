using System.Reflection;
using Abaca.Client;
using Abaca.Tests.Server.Reconcile;
using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>Every list that our own client has, at a service whose pages are shorter than what there is.</summary>
public sealed class ClientListTests : IAsyncLifetime
{
    const int Cut = 3;

    /// <summary>Lists that no page cuts, and are as long as the installation or one resource is, or not the share service's.</summary>
    static readonly string[] Uncut =
    [
        "OperatorCalls.Services", "OperatorCalls.Pools", "OperatorCalls.Zones", "ReconcileCalls.List", "ShareCalls.ExportLocations", "QuotaCalls.Show", "QuotaCalls.Defaults", "QuotaCalls.Set",
        "IdentityCalls.Users", "IdentityCalls.Projects", "IdentityCalls.Roles", "IdentityCalls.Grants", "IdentityCalls.Credentials",
        "CatalogCalls.Services", "CatalogCalls.Endpoints",
    ];

    /// <summary>Every other list: how the client asks for it, and where the service gives it whole.</summary>
    static readonly Dictionary<string, (Func<ShareService, Known, Task<IEnumerable<string>>> Ask, Func<Known, string> Whole, string List)> lists = new()
    {
        ["ShareCalls.List"] = (async (cloud, _) => Ids(await cloud.Shares.List(new ShareFilter { AllProjects = true }, Ct)), _ => "shares?all_tenants=1", "shares"),
        ["SnapshotCalls.List"] = (async (cloud, _) => Ids(await cloud.Snapshots.List(new SnapshotFilter { AllProjects = true }, Ct)), _ => "snapshots?all_tenants=1", "snapshots"),
        ["ShareGroupCalls.List"] = (async (cloud, _) => Ids(await cloud.Groups.List(null, true, Ct)), _ => "share-groups?all_tenants=1", "share_groups"),
        ["ShareGroupCalls.Snapshots"] = (async (cloud, _) => Ids(await cloud.Groups.Snapshots(null, null, true, Ct)), _ => "share-group-snapshots?all_tenants=1", "share_group_snapshots"),
        ["ShareGroupCalls.Types"] = (async (cloud, _) => Ids(await cloud.Groups.Types(Ct)), _ => "share-group-types?is_public=all", "share_group_types"),
        ["ReplicaCalls.List"] = (async (cloud, _) => Ids(await cloud.Replicas.List(null, Ct)), _ => "share-replicas", "share_replicas"),
        ["ShareTypeCalls.List"] = (async (cloud, _) => Ids(await cloud.Types.List(Ct)), _ => "types?is_public=all", "share_types"),
        ["ShareTypeCalls.Projects"] = (async (cloud, known) => await cloud.Types.Projects(known.PrivateType, Ct), known => $"types/{known.PrivateType}/share_type_access", "share_type_access"),
        ["MessageCalls.List"] = (async (cloud, _) => Ids(await cloud.Messages.List(null, null, Ct)), _ => "messages", "messages"),
        ["OperationCalls.List"] = (async (cloud, _) => Ids(await cloud.Operations.List(new OperationFilter(), Ct)), _ => "operations", ""),
        ["AccessCalls.List"] = (async (cloud, known) => Ids(await cloud.Access.List(known.Share, Ct)), known => $"share-access-rules?share_id={known.Share}", "access_list"),
    };

    ApiHost host = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await FiveOfEach.Start(Cut);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task No_row_is_lost_however_short_the_service_cuts_its_pages()
    {
        using var cloud = new OperatorLine(host).Cloud();
        var known = await Known.Make(cloud);
        var wrong = new List<string>();
        foreach (var (name, (ask, whole, list)) in lists)
        {
            var got = (await ask(cloud, known)).ToList();
            var there = list.Length == 0
                ? (int)await host.Db.Number($"SELECT COUNT(*) FROM operations") // its list is given in pages however it is asked for
                : (await host.Get("/v2/" + whole(known))).Json.GetProperty(list).GetArrayLength();
            if (got.Count != there || got.Distinct().Count() != there || there < FiveOfEach.Many) wrong.Add($"{name}: {got.Distinct().Count()} of {there}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_limit_beyond_a_page_is_filled_from_the_next()
    {
        using var cloud = new OperatorLine(host).Cloud();

        Assert.Equal(Cut + 1, (await cloud.Shares.List(new ShareFilter { AllProjects = true, Limit = Cut + 1 }, Ct)).Count);
        Assert.Equal(Cut + 1, (await cloud.Messages.List(null, Cut + 1, Ct)).Count);
        Assert.Equal(Cut + 1, (await cloud.Operations.List(new OperationFilter(Limit: Cut + 1), Ct)).Count);
    }

    [Fact]
    public void Every_list_of_the_client_is_among_them()
    {
        var all = typeof(ShareService).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Calls", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(IsList).Select(method => $"{type.Name}.{method.Name}"));

        Assert.Empty(all.Except(lists.Keys).Except(Uncut));
    }

    static bool IsList(MethodInfo method) => method.ReturnType is { IsGenericType: true } task
        && task.GetGenericArguments()[0] is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    static IEnumerable<string> Ids(IEnumerable<Resource> rows) => rows.Select(row => row.Id);

    /// <summary>What has further lists of its own.</summary>
    sealed record Known(string Share, string PrivateType)
    {
        public static async Task<Known> Make(ShareService cloud)
        {
            var share = (await cloud.Shares.List(new ShareFilter { Status = "available", AllProjects = true }, Ct))[0].Id;
            var type = await cloud.Types.Create(new NewShareType("of some", HandlesServers: false, IsPublic: false, null, new Dictionary<string, string>()), Ct);
            for (var i = 0; i < FiveOfEach.Many; i++)
            {
                await cloud.Access.Allow(share, "ip", $"192.0.2.{i}", "rw", Ct);
                await cloud.Types.AddProject(type.Id, Guid.NewGuid().ToString("N"), Ct);
            }
            return new Known(share, type.Id);
        }
    }
}
