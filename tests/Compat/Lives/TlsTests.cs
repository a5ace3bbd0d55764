using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Unit.Tls;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>The API over TLS, as the real binary speaks it with OpenStack's own client, its own command line, and whoever else connects.</summary>
public sealed class TlsTests : IDisposable
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    readonly PrivateAuthority authority = new();
    readonly PrivateAuthority stranger = new("A stranger");

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public async Task Clients_use_it_with_the_files_that_it_writes_and_nobody_without_TLS()
    {
        Requirements.ForClients();
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.OverTls(authority));
        var (admin, demo) = (OpenStack.Admin(service), OpenStack.Demo(service));

        await admin.Json("type", "create", "default", "False");
        await demo.Json("create", "NFS", "1", "--name", "docs", "--share-type", "default");
        await demo.Until("available", "show", "docs");
        var catalog = (await Tool.Run("openstack", ["catalog", "list", "-f", "json"], admin.Environment)).Succeeded();
        Assert.Contains($"https://{service.Url.Authority}/v2", catalog, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", catalog, StringComparison.Ordinal);
        Assert.Contains("docs", (await AbacaTool.Run(["share", "list"], demo.Environment)).Succeeded(), StringComparison.Ordinal);

        Assert.Equal("OK", await service.Api.GetStringAsync(new Uri("/healthcheck", UriKind.Relative)));
        using var versions = await service.Api.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Contains($"\"https://{service.Url.Authority}/v2/\"", await versions.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var doctor = (await AbacaTool.Run(["doctor", "--config-file", service.Configuration])).Succeeded();
        Assert.Contains($"https://{service.Url.Authority}/: It answers", doctor, StringComparison.Ordinal);

        using var plain = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://{service.Url.Authority}/healthcheck")));
        using var distrustful = new HttpClient(TrustingHandler.For(stranger));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => distrustful.GetAsync(new Uri(service.Url, "healthcheck")));
    }

    [Fact]
    public async Task With_ca_file_only_clients_with_a_certificate_of_it_are_heard()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.OverTls(authority, $"ca_file = {authority.CaFile}"));
        using var known = new HttpClient(TrustingHandler.For(authority, authority.Client("known")));
        Assert.Equal("OK", await known.GetStringAsync(new Uri(service.Url, "healthcheck")));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => service.Api.GetAsync(new Uri(service.Url, "healthcheck")));
        using var other = new HttpClient(TrustingHandler.For(authority, stranger.Client("other")));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => other.GetAsync(new Uri(service.Url, "healthcheck")));
    }

    [Fact]
    public async Task A_new_certificate_is_shown_to_new_connections_and_a_broken_one_is_not()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.OverTls(authority));
        Assert.Equal("CN=first", await Shown(service));

        authority.Serve("second", service.Url.Host);
        Assert.True(await Deadline.Holds(async () => await Shown(service) == "CN=second", Soon), service.LogTail);

        PrivateAuthority.Write(authority.KeyFile, "no key");
        Assert.True(await service.Says("[ssl] key_file", Soon), service.LogTail);
        Assert.Equal("CN=second", await Shown(service));
        var check = await AbacaTool.Run(["config", "check", "--config-file", service.Configuration]);
        Assert.Contains("[ssl] key_file", check.Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_stands_still_is_ended()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.OverTls(authority));
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Parse(service.Url.Host), service.Url.Port);
        await silent.GetStream().WriteAsync(new byte[] { 22, 3, 1 }); // the beginning of a record, and no more
        using var limit = new CancellationTokenSource(Soon);
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], limit.Token));
    }

    [Theory]
    [InlineData("expired", "has expired")]
    [InlineData("mismatch", "is not the key of the certificate")]
    [InlineData("missing", "does not exist")]
    public async Task Check_and_start_refuse_the_same_files(string how, string words)
    {
        authority.Serve("server", "127.0.0.1", how == "expired" ? PrivateAuthority.Now.AddDays(-1) : null);
        if (how == "mismatch") PrivateAuthority.Write(authority.KeyFile, await File.ReadAllTextAsync(authority.Client("somebody").Key));
        if (how == "missing") File.Delete(authority.KeyFile);
        var file = authority.In("manila.conf");
        await File.WriteAllLinesAsync(file, ServiceSetting.Dummy.OverTls(authority).File("127.0.0.1", authority.In("state")));

        foreach (var command in (string[][])[["config", "check"], ["serve"]])
            Assert.Contains(words, (await AbacaTool.Run([.. command, "--config-file", file])).Failed(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(authority.In("state")));
    }

    static async Task<string?> Shown(ServiceProcess service)
    {
        string? subject = null;
        using var client = new TcpClient(service.Url.Host, service.Url.Port);
        await using var tls = new SslStream(client.GetStream(), false, (_, shown, _, _) => (subject = (shown as X509Certificate2)?.Subject) is not null);
        await tls.AuthenticateAsClientAsync(service.Url.Host);
        return subject;
    }
}
