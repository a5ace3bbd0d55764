namespace Abaca.Tests.Drivers.Conformance;

/// <summary>The line between a driver and its storage, which a test can cut. See <see cref="CommandFaults"/> for drivers that run commands.</summary>
public interface IFaults
{
    /// <summary>The <paramref name="at"/>-th exchange from now (1 is the next one) goes wrong in this way.</summary>
    void Arm(Fault fault, int at);

    /// <summary>The armed fault has happened.</summary>
    bool Fired { get; }

    /// <summary>The exception is the death of <see cref="Fault.ServiceKilled"/>, and no bug of the driver.</summary>
    bool IsDeath(Exception thrown) => thrown is ServiceKilledException;

    /// <summary>All is well from here on, and nothing is armed.</summary>
    void Mend();
}

/// <summary>How an exchange between driver and storage goes wrong.</summary>
public enum Fault
{
    /// <summary>The request is lost: nothing happened at the storage, and the driver learns only that the connection is gone.</summary>
    RequestLost,
    /// <summary>The answer is lost: it happened, and the driver learns only that the connection is gone.</summary>
    AnswerLost,
    /// <summary>It happened and ended well, and what it said is lost: the answer is empty.</summary>
    OutputLost,
    /// <summary>It happened and ended well, and only the first half of what it said has arrived.</summary>
    OutputCut,
    /// <summary>The service dies just before the exchange: the driver's code stops there (an exception that it must not catch) and acts no more.</summary>
    ServiceKilled,
}
