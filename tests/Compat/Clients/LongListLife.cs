using System.Globalization;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>Clients that follow no links see more shares than a page of the service holds.</summary>
public sealed class LongListLife
{
    const int Many = 1050; // osapi_max_limit is 1000

    /// <summary>Makes shares with python-manilaclient and prints how many it then lists, with and without their details.</summary>
    const string Script = """
        import os, sys
        from concurrent.futures import ThreadPoolExecutor
        from keystoneauth1 import session
        from keystoneauth1.identity import v3
        from manilaclient import client
        e = os.environ
        auth = v3.Password(auth_url=e['OS_AUTH_URL'], username=e['OS_USERNAME'], password=e['OS_PASSWORD'], project_name=e['OS_PROJECT_NAME'],
                           user_domain_name='Default', project_domain_name='Default')
        connect = lambda: client.Client('2.65', session=session.Session(auth=auth))
        def make(many):
            mine = connect() # a client is not for several threads at once
            for _ in range(many): mine.shares.create('NFS', 1, share_type='plain')
        with ThreadPoolExecutor(5) as pool: list(pool.map(make, [int(sys.argv[1]) // 5] * 5))
        manila = connect()
        print(len({s.id for s in manila.shares.list(detailed=True, search_opts={})}), len({s.id for s in manila.shares.list(detailed=False, search_opts={})}))
        """;

    [Fact]
    public async Task Every_share_is_listed_by_clients_that_ask_for_no_pages()
    {
        Requirements.ForClients();
        await using var service = await ServiceProcess.Start(
            ServiceSetting.Dummy.With("dummy_pools = p:100000") with { Default = ["default_share_type = plain", "quota_shares = -1", "quota_gigabytes = -1"] });
        await ManilaShell.Admin(service).Do("type-create", "plain", "False");

        var counted = await ManilaShell.Demo(service).Python(Script, Many.ToString(CultureInfo.InvariantCulture));

        Assert.Equal($"{Many} {Many}", counted.Succeeded().Trim());
        Assert.Equal(Many, (await OpenStack.Demo(service).List("list")).Select(share => share.Text("ID")).Distinct().Count());
    }
}
