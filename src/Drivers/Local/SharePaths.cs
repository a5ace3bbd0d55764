namespace Abaca.Drivers.Local;

/// <summary>Where one share is.</summary>
/// <param name="Name">Its backend name as a file name; also the name of its export.</param>
/// <param name="Subvolume">Its content.</param>
/// <param name="Reverting">Its other content while it is being reverted.</param>
/// <param name="Mount">Where Ganesha finds it: it cannot export a subvolume that is not a mount of its own.</param>
sealed record SharePaths(string Name, string Subvolume, string Reverting, string Mount);
