using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>Registers the slice of shares, their instances, metadata and export locations.</summary>
public static class SharesModule
{
    /// <summary>Rendered shares kept for lists: about ten thousand of them.</summary>
    const long FragmentBytes = 16 << 20;

    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddShares(this IServiceCollection services, ShareSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<ObjectClaims>()
        .AddSingleton<ShareDependents>()
        .AddSingleton<ShareSources>()
        .AddSingleton<IShareTypeUser, SharesOfType>()
        .AddSingleton<ShareInstanceStore>()
        .AddSingleton<RestoredInstances>()
        .AddSingleton<ReplicaWatch>()
        .AddSingleton<ExportLocationStore>()
        .AddSingleton<PlacedInstances>()
        .AddVisible<InstanceOfShare>(p => new InstancesOfShares(p.GetRequiredService<ShareInstanceStore>()))
        .AddSingleton<ShareSpecs>()
        .AddSingleton<ShareDrivers>()
        .AddSingleton<SharePlacement>()
        .AddSingleton<ShareGrowth>()
        .AddSingleton<ShareNotifications>()
        .AddSingleton<IUnattended, UnattendedShare>()
        .AddSingleton<ShareHints>()
        .AddSingleton<ShareOrigin>()
        .AddSingleton<ShareRemoval>()
        .AddSingleton<ShareRegistration>()
        .AddSingleton<Recognition>()
        .AddSingleton<ManagedRows>()
        .AddSingleton<TakingOver>()
        .AddSingleton(new ShareFragments(FragmentBytes))
        .AddSingleton<DetailedShares>()
        .AddSingleton<ShareViews>()
        .AddFlow<CreateShareState, CreateShareFlow>()
        .AddFlow<DeleteShareState, DeleteShareFlow>()
        .AddFlow<ExtendShareState, ExtendShareFlow>()
        .AddFlow<ShrinkShareState, ShrinkShareFlow>()
        .AddFlow<ManageShareState, ManageShareFlow>()
        .AddFlow<UnmanageShareState, UnmanageShareFlow>()
        .AddResource<Share, ShareStore, ShareParts>(ShareEndpoints.All, ShareManagementEndpoints.All, ShareMetadataEndpoints.All)
        .AddEndpoints(ShareInstanceEndpoints.All)
        .AddSingleton<IMetadataOf<StoredExport>, ExportMetadata>()
        .AddEndpoints(ExportLocationEndpoints.All);
}
