namespace Abaca.Drivers.Local;

/// <summary>Where one share is.</summary>
/// <param name="Name">Its backend name as a file name; also the name of its export.</param>
/// <param name="Box">The subvolume that holds its image, and nothing else.</param>
/// <param name="Making">A copy of that which is not whole yet, or which has been replaced.</param>
/// <param name="Mount">Where it is mounted while it is exported.</param>
sealed record SharePaths(string Name, string Box, string Making, string Mount)
{
    /// <summary>The file that holds its file system.</summary>
    public string Image => ImagePool.ImageIn(Box);
}
