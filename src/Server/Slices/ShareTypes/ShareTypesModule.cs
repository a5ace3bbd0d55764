namespace Abaca.Server.ShareTypes;

/// <summary>Registers the slice of share types.</summary>
public static class ShareTypesModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddShareTypes(this IServiceCollection services, ShareTypeSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<ShareTypeStore>()
        .AddSingleton<ShareTypeNotifications>()
        .AddVisible<ShareType>(p => p.GetRequiredService<ShareTypeStore>())
        .AddParts<ShareTypeParts>()
        .AddEndpoints(ShareTypeEndpoints.All);
}
