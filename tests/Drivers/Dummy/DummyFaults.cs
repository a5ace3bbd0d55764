using Abaca.Drivers.Dummy;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Dummy;

/// <summary>
/// Every call of the Dummy driver is one exchange with its memory, and fails when it is told to; so all methods are told.
/// The kill is its configured exception.
/// </summary>
sealed class DummyFaults : IFaults
{
    long failedBefore;
    bool armed;

    /// <summary>The driver of the current life.</summary>
    public DummyDriver? Driver { get; set; }

    public bool Fired => armed && Driver!.Failed > failedBefore;

    public void Arm(Fault fault, int at)
    {
        armed = at == 1; // a call has no second exchange
        failedBefore = Driver!.Failed;
        if (armed) Tell(new DummyFailure(KindOf(fault)));
    }

    public bool IsDeath(Exception thrown) => thrown is InvalidOperationException;

    public void Mend()
    {
        armed = false;
        Tell(null);
    }

    static FailureKind KindOf(Fault fault) => fault switch
    {
        Fault.RequestLost => FailureKind.Unclear,
        Fault.AnswerLost or Fault.OutputLost or Fault.OutputCut => FailureKind.Lost,
        _ => FailureKind.Throw,
    };

    void Tell(DummyFailure? failure)
    {
        foreach (var method in Enum.GetValues<DummyMethod>()) Driver?.Fail(method, failure);
    }
}
