using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Abaca.Server.Identity.Keystone;

/// <summary>The connections to Keystone: no proxies and no redirects, which would carry tokens elsewhere, and certificates as configured.</summary>
static class KeystoneConnection
{
    const int LargestAnswer = 1024 * 1024;

    /// <summary>A client; the caller disposes it.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate.</exception>
    public static HttpClient Open(KeystoneOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = options.Timeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        try
        {
            Trust(handler, options.Tls);
        }
        catch
        {
            handler.Dispose();
            throw;
        }
        // Time is kept by whoever asks; answers are bounded here.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>What is wrong with the files that the options name.</summary>
    public static IEnumerable<Finding> Problems(KeystoneOptions options)
    {
        var problem = "";
        try
        {
            Open(options).Dispose();
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = unusable.Message;
        }
        if (problem.Length > 0)
        {
            yield return new Finding(Severity.Error, null, new OptionName("keystone_authtoken", options.Tls.CertificateFile is null ? "cafile" : "certfile"),
                options.Tls.CertificateFile ?? options.Tls.CaFile, $"cannot be used: {problem}", "name PEM files that the service's user may read in cafile, certfile and keyfile");
        }
    }

    static void Trust(SocketsHttpHandler handler, KeystoneTls tls)
    {
        if (tls is { CertificateFile: { } own, KeyFile: { } key }) handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(own, key)];
        if (tls.Insecure) handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        else if (tls.CaFile is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            if (policy.CustomTrustStore.Count == 0) throw new CryptographicException($"{file} holds no certificate.");
            handler.SslOptions.CertificateChainPolicy = policy;
        }
    }
}
