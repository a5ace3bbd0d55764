using Abaca.Server.Http;

namespace Abaca.Server.Shares;

/// <summary>
/// Shares as they were last rendered. A fragment is good while the share has the revision, and what it shows of types the mark, that
/// it was rendered with; so nothing has to be told of changes, and several processes may write. Bounded in bytes by two generations:
/// when the young one is half of what is allowed it becomes the old one and what the old one held is forgotten; what is used moves over.
/// </summary>
/// <param name="mostBytes">Bound of both generations together, in bytes.</param>
sealed class ShareFragments(long mostBytes)
{
    /// <summary>What an entry costs beside its bytes: key, dictionary slot, objects. Measured, rounded up.</summary>
    const int Overhead = 250;

    readonly Lock gate = new();
    readonly int[] askedLately = new int[1024];
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

    /// <summary>One share, if it is known and still good.</summary>
    public byte[]? Find(Rendering rendering, string typesMark, ShareVersion wanted)
    {
        lock (gate)
        {
            var fresh = young.GetValueOrDefault(rendering);
            return Good(rendering, typesMark, wanted, ref fresh);
        }
    }

    /// <summary>Fills in what is known and still good.</summary>
    /// <param name="rendering">How they are to look.</param>
    /// <param name="typesMark">State of the share types, as far as the rendering shows them.</param>
    /// <param name="wanted">Shares and their revisions.</param>
    /// <param name="found">One place for each wanted share; left null where nothing good is known.</param>
    /// <returns>How many are missing.</returns>
    public int Find(Rendering rendering, string typesMark, IReadOnlyList<ShareVersion> wanted, byte[]?[] found)
    {
        var missing = 0;
        lock (gate)
        {
            var fresh = young.GetValueOrDefault(rendering);
            for (var i = 0; i < wanted.Count; i++)
            {
                found[i] = Good(rendering, typesMark, wanted[i], ref fresh);
                if (found[i] is null) missing++;
            }
        }
        return missing;
    }

    /// <summary>Remembers a share as it was rendered.</summary>
    public void Keep(Rendering rendering, string typesMark, ShareVersion share, byte[] json)
    {
        lock (gate) Put(rendering, share.Id, new Fragment(share.Revision, typesMark, json));
    }

    /// <summary>
    /// Remembers a share if it was asked for among the last thousand or so: one that is looked at once is not worth the memory, and
    /// keeping it would make every look at one of very many shares dearer.
    /// </summary>
    public void KeepWhenAskedAgain(Rendering rendering, string typesMark, ShareVersion share, byte[] json)
    {
        var hash = share.Id.GetHashCode(StringComparison.Ordinal);
        lock (gate)
        {
            ref var asked = ref askedLately[(uint)hash % (uint)askedLately.Length];
            if (asked == hash) Put(rendering, share.Id, new Fragment(share.Revision, typesMark, json));
            asked = hash;
        }
    }

    // The caller keeps the young shares of the rendering at hand: finding them costs more than finding a share among them.
    byte[]? Good(Rendering rendering, string typesMark, ShareVersion wanted, ref Dictionary<string, Fragment>? fresh)
    {
        var known = fresh?.GetValueOrDefault(wanted.Id);
        if (known is null)
        {
            known = old.GetValueOrDefault(rendering)?.GetValueOrDefault(wanted.Id);
            if (known is not null) Put(rendering, wanted.Id, known);
            fresh = young.GetValueOrDefault(rendering);
        }
        return known is not null && known.Revision == wanted.Revision && known.TypesMark == typesMark ? known.Json : null;
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
