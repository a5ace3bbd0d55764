using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Where the Local backend serves: addresses, and ports that are taken.</summary>
public sealed class LocalAddressTests : LocalLives
{
    [Fact]
    public async Task Over_ipv6_the_named_client_is_let_in_and_the_other_is_not()
    {
        machine.Options["local_export_address"] = machine.Net.ServerAddressV6;
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var share = Spec("share-1");
        var path = Done(await driver.Create(share, Ct)).Exports[0].Path;
        var (one, other) = (machine.Net.NfsClients()[0], machine.Net.NfsClients()[1]);
        Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, one.IdentityV6!, AccessLevel.Rw)], Ct));
        await using (var mounted = (await one.Mount(path, Ct)).Share!) Assert.Equal(ClientEnd.Ok, (await mounted.Write("f", new byte[] { 1 }, Ct)).End);
        Assert.Null((await other.Mount(path, Ct)).Share);

        Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, "::/0", AccessLevel.Ro)], Ct));
        Assert.Equal(new AppliedRule(AccessType.Ip, "::/0", AccessLevel.Ro), Assert.Single(Done(await driver.ReadAccess(share, Ct))));
        await using var reader = (await other.Mount(path, Ct)).Share!;
        Assert.Equal([1], (await reader.Read("f", Ct)).Content);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_what_to_do()
    {
        await using var first = machine.NewDriver();
        Done(await first.Start(Ct));
        var elsewhere = Directory.CreateTempSubdirectory("abaca-local-").FullName;
        await using (var second = machine.NewDriver(state: elsewhere))
        {
            var refused = Assert.IsType<DriverResult.Refused>(await second.Start(Ct));
            Assert.Contains($"{machine.Net.ServerAddress} port 2049", refused.Why.Text);
            Assert.Contains("local_nfs_port", refused.Why.Text);
        }
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task With_the_standard_port_taken_another_is_chosen_told_to_clients_and_kept()
    {
        machine.Options["local_export_address"] = "127.0.86.1";
        machine.Options["local_export_namespace"] = "";
        var driver = machine.NewDriver();
        var share = Spec("share-1");
        string? told;
        using (var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Parse("127.0.86.1"), 2049))
        {
            other.Start();
            Done(await driver.Start(Ct));
            var location = Done(await driver.Create(share, Ct)).Exports[0];
            Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, "127.0.0.1", AccessLevel.Rw)], Ct));
            Assert.Equal("127.0.86.1:/share-1", location.Path);
            told = location.Metadata["__mount_options"];
            Assert.Matches("^port=120[0-9]{2}$", told);
        }
        await driver.DisposeAsync();
        await using var next = machine.NewDriver();
        Done(await next.Start(Ct));
        Assert.Equal(told, Done(await next.Create(share, Ct)).Exports[0].Metadata["__mount_options"]);
    }
}
