using Abaca.Server.Shares;

namespace Abaca.Server.Transfers;

/// <summary>Registers the slice of share transfers.</summary>
public static class TransfersModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddTransfers(this IServiceCollection services, TransferSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<OfferedShares>()
        .AddSingleton<NewOwner>()
        .AddSingleton<ClearedRules>()
        .AddSingleton<IShareDependent, TransfersOfShare>()
        .AddResource<ShareTransfer, ShareTransferStore, ShareTransferParts>(ShareTransferEndpoints.All);
}
