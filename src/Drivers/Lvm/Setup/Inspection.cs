using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Lvm.Setup;

/// <summary>Looks whether a file server has what the driver needs, and says what is missing with the lines that mend it. Changes nothing there.</summary>
/// <param name="host">The file server; its tools are looked for by this.</param>
/// <param name="options">The backend's options.</param>
/// <param name="section">The backend.</param>
sealed class Inspection(LvmHost host, LvmOptions options, string section)
{
    /// <summary>Three round trips when all is well.</summary>
    public async Task<IReadOnlyList<HealthFinding>> Run(CancellationToken ct)
    {
        var setup = new LvmHostSetup(options.Target?.User ?? Environment.UserName, section, options.Group, options.ThinPool, options.Root);
        return [await new FarInspection(host, setup.Rules).Run(ct) ?? await Storage(ct)];
    }

    async Task<HealthFinding> Storage(CancellationToken ct)
    {
        var where = $"{host}: {options.Group}{(options.ThinPool is { } pool ? $"/{pool}" : "")}";
        return await StoppedException.Caught(() => Room.Measure(host, options, ct)) switch
        {
            DriverResult<Room>.Done { Value: { Trouble: { } trouble } } => HealthFinding.Warning(where, trouble, "Look at vgs, pvs and lvs there."),
            DriverResult<Room>.Done room => HealthFinding.Ok(where, string.Create(
                CultureInfo.InvariantCulture, $"{(options.IsThin ? "Thin" : "Thick")} volumes, {room.Value.FreeBytes / (double)(1L << 30):0.0} GiB free, mounted below {options.Root}.")),
            var no => HealthFinding.Problem(where, $"Shares cannot be made in it: {no}", "Look at vgs, pvs and lvs there, or change the section."),
        };
    }
}
