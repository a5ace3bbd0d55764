using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>A machine whose only network is its loopback interface: shares of Local are made there and served on the loopback alone.</summary>
public sealed class LoopbackOnlyTests
{
    const string Seconds = "150";

    /// <summary>In a network of its own. What it says at its end is what the test reads.</summary>
    const string Life = """
        set -e
        ip link set lo up
        trap 'kill "$service" 2>/dev/null; wait "$service"' EXIT
        "$1/abaca" serve --config-file "$2/manila.conf" > "$2/log" 2>&1 & service=$!
        n=0; until grep -q 'is serving' "$2/log" || [ $n -ge 600 ]; do n=$((n+1)); sleep 0.1; done
        export OS_CLIENT_CONFIG_FILE="$2/state/clouds.yaml" OS_CLOUD=abaca-admin
        "$1/abaca" type create plain > /dev/null
        "$1/abaca" share create NFS 1 --name docs --share-type plain --wait > /dev/null
        "$1/abaca" access allow docs 127.0.0.1 > /dev/null
        n=0; until "$1/abaca" access list docs -f value | grep -q active || [ $n -ge 60 ]; do n=$((n+1)); sleep 0.5; done
        echo "addresses: $(ip -o address show | grep -c inet)"
        echo "open to all: $(ss -ltnH | awk '{print $4}' | grep -c -E '^(\*|0.0.0.0|\[::\]):')"
        echo "rules: $("$1/abaca" access list docs -f value | grep -c active)"
        ss -ltnH "sport = :$(cat "$2/state/backends/local/nfs_port")" | grep -q 127.0.0.1 && echo 'served on the loopback'
        """;

    [Fact]
    public async Task A_share_is_made_and_served_and_no_address_stays_behind()
    {
        Requirements.ForLocal();
        var place = Directory.CreateTempSubdirectory("abaca-lo-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(place, "manila.conf"), $"[DEFAULT]\nstate_path = {place}/state\n[local]\nlocal_pool_size_gib = 20\n");
            var run = await Tool.Run("timeout", ["--kill-after=20", Seconds, "unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", Life, "sh", AppContext.BaseDirectory, place]);
            var log = await File.ReadAllTextAsync(Path.Combine(place, "log"));
            Assert.True(run.Code == 0, run.Output + run.Error + log);
            Assert.Contains("served on the loopback", run.Output, StringComparison.Ordinal);
            Assert.Contains("rules: 1", run.Output, StringComparison.Ordinal);
            Assert.Contains("addresses: 2", run.Output, StringComparison.Ordinal);
            Assert.Contains("open to all: 0", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
