using Abaca.DriverSdk;

namespace Abaca.Server.Doctor;

/// <summary>The certificate that the API shows: there, whole, in time.</summary>
sealed class CertificateCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "certificate";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(Visit visit, CancellationToken ct)
    {
        // What is wrong with it is said with the configuration.
        IReadOnlyList<HealthFinding> findings = visit.Options.Api.Tls is { } tls && visit.Certificate?.Certificate is { } own ? [HealthFinding.Ok(tls.CertificateFile, $"{own}.")] : [];
        return Task.FromResult(findings);
    }
}
