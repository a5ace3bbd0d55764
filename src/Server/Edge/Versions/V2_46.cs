using Abaca.Server.Groups;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Versions;

/// <summary>2.46: share types and share group types say which one is the default.</summary>
sealed class V2_46() : Microversion(46)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareTypeView>().Gains("is_default");
        change.Response<ShareGroupTypeView>().Gains("is_default");
    }
}
