namespace Abaca.Server.Shares;

/// <summary>
/// Shares as they were last rendered for lists. A fragment is good while the share has the revision, and the share types the mark, that
/// it was rendered with; so nothing has to be told of changes, and several processes may write. Bounded in bytes by two generations:
/// when the young one is half of what is allowed it becomes the old one and what the old one held is forgotten; what is used moves over.
/// </summary>
/// <param name="mostBytes">Bound of both generations together, in bytes.</param>
sealed class ShareFragments(long mostBytes)
{
    /// <summary>What an entry costs beside its bytes: key, dictionary slot, objects. Measured, rounded up.</summary>
    const int Overhead = 250;

    readonly Lock gate = new();
    Dictionary<Rendering, Dictionary<string, Fragment>> young = [];
    Dictionary<Rendering, Dictionary<string, Fragment>> old = [];
    long youngBytes;

    /// <summary>Bytes of the young generation, with overhead.</summary>
    public long YoungBytes
    {
        get
        {
            lock (gate) return youngBytes;
        }
    }

    /// <summary>Fills in what is known and still good.</summary>
    /// <param name="rendering">How they are to look.</param>
    /// <param name="typesMark">State of the share types.</param>
    /// <param name="wanted">Shares and their revisions.</param>
    /// <param name="found">One place for each wanted share; left null where nothing good is known.</param>
    /// <returns>How many are missing.</returns>
    public int Find(Rendering rendering, string typesMark, IReadOnlyList<ShareVersion> wanted, byte[]?[] found)
    {
        var missing = 0;
        lock (gate)
        {
            var (fresh, aging) = (young.GetValueOrDefault(rendering), old.GetValueOrDefault(rendering));
            for (var i = 0; i < wanted.Count; i++)
            {
                var (id, revision) = wanted[i];
                if (fresh?.GetValueOrDefault(id) is not { } known)
                {
                    known = aging?.GetValueOrDefault(id);
                    if (known is not null) Put(rendering, id, known);
                    fresh = young.GetValueOrDefault(rendering);
                }
                if (known is not null && known.Revision == revision && known.TypesMark == typesMark) found[i] = known.Json;
                else missing++;
            }
        }
        return missing;
    }

    /// <summary>Remembers a share as it was rendered.</summary>
    public void Keep(Rendering rendering, string typesMark, ShareVersion share, byte[] json)
    {
        lock (gate) Put(rendering, share.Id, new Fragment(share.Revision, typesMark, json));
    }

    void Put(Rendering rendering, string id, Fragment fragment)
    {
        if (youngBytes + fragment.Cost > mostBytes / 2)
        {
            (old, young, youngBytes) = (young, [], 0);
        }
        if (!young.TryGetValue(rendering, out var shares)) young[rendering] = shares = new(StringComparer.Ordinal);
        if (shares.TryGetValue(id, out var replaced)) youngBytes -= replaced.Cost;
        shares[id] = fragment;
        youngBytes += fragment.Cost;
    }

    sealed record Fragment(long Revision, string TypesMark, byte[] Json)
    {
        public long Cost => Json.Length + Overhead;
    }
}

/// <summary>A share in one state.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Revision">Counts up with every change that can be seen.</param>
readonly record struct ShareVersion(string Id, long Revision);
