using Abaca.Drivers.Local;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Local;

/// <summary>The kernel behind a line that a test can cut; counts what acts.</summary>
sealed class WatchedKernel(IKernel kernel, CommandFaults line, Action changed) : IKernel
{
    public Task<int> Make(string box, CancellationToken ct = default) => Act(() => kernel.Make(box, ct));

    public Task<int> Copy(string source, string target, ImageTraits traits, CancellationToken ct = default) => Act(() => kernel.Copy(source, target, traits, ct));

    public Task<int> Move(string from, string to, CancellationToken ct = default) => Act(() => kernel.Move(from, to, ct));

    public Task<int> Exchange(string one, string other, CancellationToken ct = default) => Act(() => kernel.Exchange(one, other, ct));

    public Task<int> Remove(string box, CancellationToken ct = default) => Act(() => kernel.Remove(box, ct));

    public Task<int> Mark(string path, string name, string value, CancellationToken ct = default) => Act(() => kernel.Mark(path, name, value, ct));

    public Task<int> SetLength(string image, long bytes, CancellationToken ct = default) => Act(() => kernel.SetLength(image, bytes, ct));

    public Task<int> Mount(string image, string target, ImageMount how, CancellationToken ct = default) => Act(() => kernel.Mount(image, target, how, ct));

    public Task<int> Unmount(string target, string? image, bool detach, CancellationToken ct = default) => Act(() => kernel.Unmount(target, image, detach, ct));

    public Task<int> Resize(string image, string target, long bytes, CancellationToken ct = default) => Act(() => kernel.Resize(image, target, bytes, ct));

    public Task<int> MoveMetadata(string target, CancellationToken ct = default) => Act(() => kernel.MoveMetadata(target, ct));

    public Task<int> Sync(string target, CancellationToken ct = default) => Act(() => kernel.Sync(target, ct));

    public ImageFacts? Look(string image) => kernel.Look(image);

    public string? ReadMark(string path, string name) => kernel.ReadMark(path, name);

    public MountFacts? At(string directory) => kernel.At(directory);

    Task<int> Act(Func<Task<int>> call)
    {
        changed();
        return line.Talk(call);
    }
}
