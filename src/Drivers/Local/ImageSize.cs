namespace Abaca.Drivers.Local;

/// <summary>How long the image of a share is, so that its size in data fits into it.</summary>
static class ImageSize
{
    const long Mib = 1L << 20;
    const long Gib = 1L << 30;

    /// <summary>The first metadata chunk, and what the file system has for itself (see <see cref="TemplateImage"/>).</summary>
    const long Fixed = 72 * Mib;

    /// <summary>For checksums and other metadata of a GiB of data.</summary>
    const long PerGib = 12 * Mib;

    /// <summary>Length of the image in bytes.</summary>
    public static long Of(int sizeGib) => (sizeGib * (Gib + PerGib)) + Fixed;

    /// <summary>The share's size in bytes that an image of this length stands for; the length itself when it is none of ours.</summary>
    public static long Promised(long length) =>
        (length - Fixed) % (Gib + PerGib) == 0 ? (length - Fixed) / (Gib + PerGib) * Gib : length;
}
