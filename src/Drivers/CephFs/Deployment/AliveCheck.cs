namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>
/// The question that keepalived asks of Ganesha: an NFSv4 COMPOUND with PUTROOTFH (RFC 7530). An open port proves nothing, since the
/// kernel accepts connections for a process that hangs.
/// </summary>
public static class AliveCheck
{
    /// <summary>
    /// A bash script: port (2049) and address (127.0.0.1) as arguments; ends with 0 if Ganesha answers within a second and a half.
    /// The call has 76 bytes after the record mark; the first 28 bytes of the answer say whether the server took it.
    /// </summary>
    public const string Script = """
        #!/bin/bash
        # Does the NFS server really answer? Asks it for its root (NFSv4 COMPOUND, PUTROOTFH).
        # Usage: abaca-nfs-alive [PORT [ADDRESS]]; 0: it does.
        exec 2>/dev/null
        ask() {
          exec 3<>"/dev/tcp/$2/$1" || return 1
          printf '%b' \
            '\0200\0\0\0114' 'abac' '\0\0\0\0' '\0\0\0\02' '\0\01\0206\0243' '\0\0\0\04' '\0\0\0\01' \
            '\0\0\0\01' '\0\0\0\024' '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' '\0\0\0\0\0\0\0\0' \
            '\0\0\0\0' '\0\0\0\0' '\0\0\0\01' '\0\0\0\030' >&3
          head -c 32 <&3 | od -An -v -tx1 -w32 | tr -d ' \n'
        }
        export -f ask
        answer=$(timeout 1.5 bash -c 'ask "$@"' ask "${1:-2049}" "${2:-127.0.0.1}")
        # A record mark, our call (abac), a reply, accepted, an empty verifier, executed.
        [[ $answer == ????????616261630000000100000000000000000000000000000000* ]]

        """;
}
