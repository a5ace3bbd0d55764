using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>The files that a small and fast cluster is made from.</summary>
/// <param name="Directory">Directory of the cluster.</param>
/// <param name="Address">Address of all daemons.</param>
/// <param name="Port">First of a hundred ports.</param>
sealed record CephClusterConfig(string Directory, string Address, int Port)
{
    const int OsdBytes = 1 << 30;

    /// <summary>Id of the cluster.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Path of ceph.conf.</summary>
    public string Path => In("ceph.conf");

    /// <summary>The monitor, both protocols.</summary>
    public string Monitor => Invariant($"[v2:{Address}:{Port},v1:{Address}:{Port + 1}]");

    /// <summary>A file in the cluster's directory.</summary>
    public string In(string name) => System.IO.Path.Combine(Directory, name);

    /// <summary>Path of an entity's keyring.</summary>
    public string Keyring(string entity) => In($"keys/{entity}.keyring");

    /// <summary>A new cephx key: a header with its type, time and length, and 16 random bytes.</summary>
    public static string NewKey()
    {
        var bytes = new byte[28];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), (int)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(10), 16);
        RandomNumberGenerator.Fill(bytes.AsSpan(12));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>One entity in a keyring.</summary>
    public static string KeyringEntry(string entity, string key, params (string Daemon, string Cap)[] caps) =>
        $"[{entity}]\n\tkey = {key}\n" + string.Concat(caps.Select(one => $"\tcaps {one.Daemon} = \"{one.Cap}\"\n"));

    /// <summary>Writes ceph.conf and the keyrings of the administrator and the first daemons.</summary>
    public async Task Write(CancellationToken ct)
    {
        foreach (var directory in (string[])["keys", "run", "log", "mon", "mgr", "osd.0", "mnt"]) System.IO.Directory.CreateDirectory(In(directory));
        File.SetUnixFileMode(In("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path, Text(), ct);
        var all = KeyringEntry("mon.", NewKey(), ("mon", "allow *"));
        foreach (var (entity, caps) in Entities)
        {
            var entry = KeyringEntry(entity, NewKey(), caps);
            await File.WriteAllTextAsync(Keyring(entity), entry, ct);
            all += entry;
        }
        await File.WriteAllTextAsync(In("keys/mon.keyring"), all, ct);
    }

    static readonly IReadOnlyDictionary<string, (string, string)[]> Entities = new Dictionary<string, (string, string)[]>
    {
        ["client.admin"] = [("mon", "allow *"), ("mgr", "allow *"), ("osd", "allow *"), ("mds", "allow *")],
        ["mgr.x"] = [("mon", "allow profile mgr"), ("osd", "allow *"), ("mds", "allow *")],
        ["osd.0"] = [("mon", "allow profile osd"), ("mgr", "allow profile osd"), ("osd", "allow *")],
    };

    /// <summary>
    /// Modules that nothing here asks for. A mgr reads all of them at every start, even those that are off: without them it is back
    /// after 3 s instead of 8. (That is bad health by itself, which is muted.)
    /// </summary>
    const string UnusedModules =
        "alerts,balancer,crash,devicehealth,influx,insights,localpool,mirroring,osd_perf_query,osd_support,pg_autoscaler,progress,"
        + "prometheus,rbd_support,restful,selftest,snap_schedule,stats,telegraf,telemetry,zabbix,diskprediction_local";

    /// <summary>
    /// One copy of everything, short intervals instead of those for large clusters, and nothing outside of the directory. The poll
    /// interval of block devices and the proposal interval of the monitors are what costs most at their defaults.
    /// </summary>
    string Text() => Invariant($"""
        [global]
        fsid = {Id:D}
        mon host = {Monitor}
        mon initial members = a
        keyring = {Directory}/keys/$name.keyring
        run dir = {Directory}/run
        crash dir = {Directory}/run
        admin socket = {Directory}/run/$name.$pid.asok
        log file = {Directory}/log/$name.log
        client mount timeout = 30
        ms bind ipv4 = true
        ms bind ipv6 = false
        ms bind port min = {Port + 2}
        ms bind port max = {Port + 99}
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 4
        osd pool default pgp num = 4
        osd pool default pg autoscale mode = off
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        mon allow pool delete = true
        mon max pg per osd = 1000
        mon warn on pool no redundancy = false
        mon warn on insecure global id reclaim = false
        mon warn on insecure global id reclaim allowed = false
        mon data avail warn = 2
        mon data avail crit = 1
        paxos propose interval = 0.02
        paxos min wait = 0.01

        [mon]
        keyring = {Directory}/keys/mon.keyring
        mon data = {Directory}/mon
        mon cluster log file = {Directory}/log/cluster.log
        mgr initial modules = iostat
        mon tick interval = 1
        mon mds skip sanity = true

        [mgr]
        public addr = {Address}
        mgr data = {Directory}/mgr
        mgr tick period = 1
        mgr stats period = 1
        mgr disabled modules = {UnusedModules}

        [mds]
        public addr = {Address}
        mds data = {Directory}/mds
        mds reconnect timeout = 10
        mds beacon interval = 1
        mds tick interval = 0.2

        [osd]
        public addr = {Address}
        cluster addr = {Address}
        osd data = {Directory}/$name
        osd objectstore = bluestore
        osd class update on start = false
        osd scrub load threshold = 0
        osd heartbeat interval = 2
        osd memory target = 939524096
        bluestore block size = {4L * OsdBytes}
        bluestore block preallocate file = false
        bluestore block db create = false
        bluestore block wal create = false
        bluestore cache autotune = false
        bluestore cache size = 67108864
        bluestore fsck on mount = false
        bdev aio poll ms = 10

        """);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
