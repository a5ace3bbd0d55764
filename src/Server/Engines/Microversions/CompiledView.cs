namespace Abaca.Server.Microversions;

/// <summary>A view's fields and steps for every version, audience and form; each combination is worked out once.</summary>
public sealed class CompiledView<T>(ViewShape<T> shape, ViewHistory<T> history) where T : class, IView<T>
{
    const int Audiences = 4;
    const int Forms = 3;
    readonly Contract?[] contracts = new Contract?[(ApiVersion.Newest.Minor + 1) * Audiences * Forms];

    /// <summary>The newest shape.</summary>
    public ViewShape<T> Shape => shape;

    /// <summary>Writes one object, without envelope.</summary>
    public void Write(Utf8JsonWriter json, T view, ApiVersion version, Audience audience, ViewForm form, LinkBase links)
    {
        var contract = ContractFor(version, audience, form);
        foreach (var older in contract.Steps) view = older(view);
        json.WriteStartObject();
        foreach (var field in contract.Fields) field.Write(json, view, links);
        json.WriteEndObject();
    }

    /// <summary>Names of the fields shown, in wire order.</summary>
    public IEnumerable<string> FieldsAt(ApiVersion version, Audience audience, ViewForm form) =>
        ContractFor(version, audience, form).Fields.Select(f => f.Name);

    Contract ContractFor(ApiVersion version, Audience audience, ViewForm form)
    {
        ref var slot = ref contracts[(((version.Minor * Audiences) + (int)audience) * Forms) + (int)form];
        return slot ??= Compile(version, audience, form);
    }

    Contract Compile(ApiVersion version, Audience audience, ViewForm form) => new(
        [.. shape.Fields.Where(f => Shown(f, audience, form) && history.Shows(f.Name, version))],
        [.. history.Steps.Where(s => version < s.Below).OrderByDescending(s => s.Below).Select(s => s.Older)]);

    bool Shown(ViewField<T> field, Audience audience, ViewForm form) =>
        (field.For == Audience.Everyone || (audience & field.For) != 0)
        && (form == ViewForm.Summary && shape.HasSummary ? shape.InSummary(field.Name) : field.From <= ViewForm.Detail || form == ViewForm.Show);

    sealed record Contract(ViewField<T>[] Fields, Func<T, T>[] Steps);
}
