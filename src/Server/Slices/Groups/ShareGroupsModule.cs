using Abaca.Server.ShareTypes;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>Registers the slice of share groups, their types and their snapshots.</summary>
public static class ShareGroupsModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddShareGroups(this IServiceCollection services, ShareGroupSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<ShareGroupTypeStore>()
        .AddSingleton<IShareDependent, GroupsOfShare>()
        .AddSingleton<IShareSource, GroupsOfShare>()
        .AddSingleton<IShareTypeUser, GroupsOfType>()
        .AddVisible<ShareGroupType>(p => p.GetRequiredService<ShareGroupTypeStore>())
        .AddSingleton<GroupWork>()
        .AddSingleton<GroupPlacement>()
        .AddSingleton<GroupDrivers>()
        .AddSingleton<MemberShares>()
        .AddSingleton<GroupRemoval>()
        .AddSingleton<IUnattended, UnattendedGroup>()
        .AddSingleton<IUnattended, UnattendedGroupSnapshot>()
        .AddSingleton<GroupOrigin>()
        .AddFlow<CreateShareGroupState, CreateShareGroupFlow>()
        .AddFlow<DeleteShareGroupState, DeleteShareGroupFlow>()
        .AddFlow<CreateGroupSnapshotState, CreateGroupSnapshotFlow>()
        .AddFlow<DeleteGroupSnapshotState, DeleteGroupSnapshotFlow>()
        .AddResource<ShareGroup, ShareGroupStore, ShareGroupParts>(ShareGroupEndpoints.All)
        .AddResource<GroupSnapshot, GroupSnapshotStore, GroupSnapshotParts>(GroupSnapshotEndpoints.All)
        .AddParts<ShareGroupTypeParts>()
        .AddEndpoints(ShareGroupTypeEndpoints.All);
}
