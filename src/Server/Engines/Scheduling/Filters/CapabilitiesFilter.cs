using System.Collections;

namespace Abaca.Server.Scheduling.Filters;

/// <summary>Every extra spec of the share type that speaks of pools is met, and so is the protocol.</summary>
sealed class CapabilitiesFilter : IPoolFilter
{
    public string Name => nameof(CapabilitiesFilter);

    public MessageDetail Detail => MessageDetail.FilterCapabilities;

    public PoolJudge? For(PlacementRequest request)
    {
        var requirements = ExtraSpecRequirement.Of(request);
        return requirements.Count == 0 ? null : pool =>
        {
            foreach (var requirement in requirements)
            {
                if (requirement.MetBy(pool, out var found)) continue;
                return $"needs {requirement.Key} {requirement.Wanted}, it {(found is null ? "does not say" : $"has {Words(found)}")}";
            }
            return null;
        };
    }

    static string Words(object found) => found switch
    {
        string text => text,
        IEnumerable many => string.Join(", ", many.Cast<object?>()),
        _ => Convert.ToString(found, CultureInfo.InvariantCulture)!,
    };
}
