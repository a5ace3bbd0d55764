using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>GlusterFS does what every driver must do, whatever is lost between it and the storage. Some minutes: <c>./do test drivers gluster</c>.</summary>
public sealed class GlusterInterruptions(GlusterInterruptedBackend gluster) : DriverConformance(gluster), IClassFixture<GlusterInterruptedBackend>;

/// <summary>The same clusters, with a line that can be cut.</summary>
public sealed class GlusterInterruptedBackend : GlusterBackend
{
    public override IReadOnlyDictionary<Showing, string> NotShown => base.NotShown.Where(one => one.Key != Showing.Interruptions).ToDictionary();
}
