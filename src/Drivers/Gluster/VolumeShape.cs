namespace Abaca.Drivers.Gluster;

/// <summary>How many of a volume's bricks hold the same data, as <c>gluster volume info</c> shows it.</summary>
/// <param name="Bricks">All bricks.</param>
/// <param name="Replicas">Bricks of one set with the same files; 1 for none.</param>
/// <param name="Arbiters">Bricks of such a set that hold names only.</param>
/// <param name="Dispersed">Bricks of one dispersed set; 0 for none.</param>
/// <param name="Redundant">How many of such a set may be lost.</param>
sealed record VolumeShape(int Bricks, int Replicas, int Arbiters, int Dispersed, int Redundant)
{
    /// <summary>What clients see of the bricks' sizes, in bytes. The smallest brick of a set counts for all of it.</summary>
    /// <param name="sizes">Sizes of the bricks in the volume's order.</param>
    public long Usable(IReadOnlyList<long> sizes)
    {
        var set = Math.Max(1, Dispersed > 0 ? Dispersed : Replicas);
        var worth = Dispersed > 0 ? Dispersed - Redundant : 1;
        return sizes.Chunk(set).Sum(bricks => bricks.Take(Math.Max(1, set - Arbiters)).Min() * worth);
    }
}
