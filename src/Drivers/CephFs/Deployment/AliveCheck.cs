namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>
/// The question that keepalived asks of Ganesha: an NFSv4 COMPOUND with PUTROOTFH (RFC 7530). An open port proves nothing, since the
/// kernel accepts connections for a process that hangs.
/// </summary>
public static class AliveCheck
{
    /// <summary>
    /// A bash script: port (2049), address (127.0.0.1) and patience in seconds (1.5) as arguments; ends with 0 if Ganesha answers in time.
    /// The call has 76 bytes after the record mark; the first 24 bytes of the answer say whether the server took it. The answer is read to its end: a
    /// connection that is closed with something unread is reset, and Ganesha logs each of those (seen with 4.3: "recv errno 104").
    /// </summary>
    public const string Script = """
        #!/bin/bash
        # Does the NFS server really answer? Asks it for its root (NFSv4 COMPOUND, PUTROOTFH).
        # Usage: abaca-nfs-alive [PORT [ADDRESS [SECONDS]]]; 0: it does.
        exec 2>/dev/null
        hex() { head -c "$1" <&3 | od -An -v -tx1 -w4096 | tr -d ' \n'; }
        ask() {
          exec 3<>"/dev/tcp/$2/$1" || return 1
          printf '%b' \
            '\0200\0\0\0114' 'abac' '\0\0\0\0' '\0\0\0\02' '\0\01\0206\0243' '\0\0\0\04' '\0\0\0\01' \
            '\0\0\0\01' '\0\0\0\024' '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' '\0\0\0\0\0\0\0\0' \
            '\0\0\0\0' '\0\0\0\0' '\0\0\0\01' '\0\0\0\030' >&3
          mark=$(hex 4)
          # All of it: a connection that is closed with something unread is a line in the server's log, each time.
          length=$(( 0x${mark:-0} & 0xfff ))
          (( length > 0 )) && hex "$length"
        }
        export -f ask hex
        answer=$(timeout "${3:-1.5}" bash -c 'ask "$@"' ask "${1:-2049}" "${2:-127.0.0.1}")
        # Our call (abac), a reply, accepted, an empty verifier, executed.
        [[ $answer == 616261630000000100000000000000000000000000000000* ]]

        """;
}
