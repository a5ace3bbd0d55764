using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.5: shares show the state of a long task.</summary>
sealed class V2_05() : Microversion(5)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareView>().Gains("task_state");
}
