namespace Abaca.Server.Services;

/// <summary>GET /availability-zones.</summary>
public sealed class ListZones(ZoneStore zones)
{
    /// <summary>The list.</summary>
    public async Task<Reply> Handle(Call call) =>
        Reply.Many((await zones.All(call.Aborted)).ConvertAll(z => new ZoneView(z)), ViewForm.Detail);
}

/// <summary>An availability zone on the wire.</summary>
/// <param name="Zone">What is shown.</param>
public sealed record ZoneView(Zone Zone) : IView<ZoneView>
{
    /// <inheritdoc/>
    public static ViewShape<ZoneView> Shape { get; } = new ViewShape<ZoneView>("availability_zone", "availability_zones")
        .Text("id", v => v.Zone.Id)
        .Text("name", v => v.Zone.Name)
        .Moment("created_at", v => v.Zone.CreatedAt)
        .Moment("updated_at", v => v.Zone.UpdatedAt);
}
