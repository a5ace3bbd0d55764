namespace Abaca.Server.Operations;

/// <summary>Why a worker stopped working on an operation.</summary>
enum RunEnd
{
    /// <summary>It is over, or parked as stuck.</summary>
    Ended,
    /// <summary>It was given back, to be taken up when it is due or by another lane.</summary>
    GivenBack,
    /// <summary>It goes on in another lane that this process serves too; the lease is kept.</summary>
    Moved,
    /// <summary>The lease was lost.</summary>
    Lost,
    /// <summary>The process is stopping; the lease is still held.</summary>
    Interrupted,
}
