namespace Abaca.Server.Doctor;

/// <summary>The certificate that the API shows: there, whole, in time.</summary>
sealed class CertificateCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "certificate";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        // What is wrong with it is said with the configuration.
        IReadOnlyList<HealthFinding> findings = context.Options.Api.Tls is { } tls && context.Certificate?.Certificate is { } own ? [HealthFinding.Ok(tls.CertificateFile, $"{own}.")] : [];
        return Task.FromResult(findings);
    }
}
