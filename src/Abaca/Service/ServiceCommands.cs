namespace Abaca.Service;

/// <summary>The commands that run or look after a service on this machine.</summary>
static class ServiceCommands
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Command> All() =>
    [
        ServeCommand.Build(), .. ServeCommand.Roles(), ConfigCommands.Build(), DatabaseCommands.Build(), PolicyCommands.Build(), DoctorCommand.Build(), BackendCommands.Build(),
    ];
}
