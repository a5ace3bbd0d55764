namespace Abaca.Drivers.Local;

/// <summary>Where one share is.</summary>
/// <param name="Name">Its backend name as a file name; also the name of its export.</param>
/// <param name="Image">The file that holds its file system.</param>
/// <param name="Making">A copy that is not whole yet, or that has been replaced.</param>
/// <param name="Mount">Where it is mounted while it is exported.</param>
sealed record SharePaths(string Name, string Image, string Making, string Mount);
