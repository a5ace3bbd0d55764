using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Doctor;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>Notifications that nobody takes are found.</summary>
public sealed class NotificationsCheckTests
{
    [Fact, Trait("Doctor finds", nameof(NotificationsCheck))]
    public async Task Those_that_wait_long_and_those_that_no_driver_takes_any_more_are_warnings()
    {
        await using (var ward = await new CheckedMachine().Rows(Waiting(TimeSpan.FromHours(-1))))
        {
            Assert.Equal(Health.Warning, Assert.Single(await Of(ward)).Health);
        }
        await using (var told = await new CheckedMachine().Section("[oslo_messaging_notifications]").Section("driver = log").Rows(Waiting(TimeSpan.FromHours(-1))))
        {
            Assert.Equal(Health.Warning, Assert.Single(await Of(told)).Health);
        }
        await using var fresh = await new CheckedMachine().Section("[oslo_messaging_notifications]").Section("driver = log").Rows(Waiting(TimeSpan.Zero));
        Assert.Equal(Health.Ok, Assert.Single(await Of(fresh)).Health);
    }

    static string Waiting(TimeSpan since) =>
        $"INSERT INTO outbox (message_id, seq, resource_id, event_type, priority, body, created_at) VALUES ('m', 1, 'r', 'e', 'info', '{{}}', {Moments.ToMicroseconds(CheckedMachine.Now + since)})";

    static async Task<IReadOnlyList<HealthFinding>> Of(CheckedMachine ward) => [.. (await ward.Examine(new NotificationsCheck())).Findings.Select(f => f.Finding)];
}
