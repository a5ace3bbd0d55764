using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>What can be looked at from outside about a Local backend. Nothing here starts, mounts or writes anything.</summary>
static class LocalChecks
{
    /// <summary>All of them, in the order in which trouble builds up.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static IReadOnlyList<IBackendCheck> Of(BackendSettings settings, IKernel kernel)
    {
        var options = LocalOptions.From(settings);
        var place = new LocalPlace(settings, options);
        var layout = new GaneshaLayout(place.Ganesha);
        var bus = new DBusSend(settings.Commands, layout.BusAddress);
        return
        [
            new ProgramsCheck(options),
            new PoolCheck(place, kernel),
            new GaneshaCheck(place, layout, bus),
            new ExportsCheck(place, layout, bus, kernel),
            new ShareContentsCheck(place, kernel),
        ];
    }
}
