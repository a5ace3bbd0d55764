namespace Abaca.Server.ShareTypes;

/// <summary>Answers with share types. Every one stands twice, under today's envelope and under the one from before shares had their own types.</summary>
static class ShareTypeReply
{
    /// <summary>One type.</summary>
    public static Reply One(ShareTypeView view) => Reply.Written((json, call) =>
    {
        json.WriteStartObject();
        foreach (var envelope in (ReadOnlySpan<string>)["share_type", "volume_type"])
        {
            json.WritePropertyName(envelope);
            Write(json, call, view);
        }
        json.WriteEndObject();
    });

    /// <summary>A list.</summary>
    public static Reply Many(IReadOnlyList<ShareTypeView> views) => Reply.Written((json, call) =>
    {
        json.WriteStartObject();
        foreach (var envelope in (ReadOnlySpan<string>)["share_types", "volume_types"])
        {
            json.WriteStartArray(envelope);
            foreach (var view in views) Write(json, call, view);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    });

    static void Write(Utf8JsonWriter json, Call call, ShareTypeView view) =>
        call.History.View<ShareTypeView>().Write(json, view, call.Version, call.Audience, ViewForm.Show, call.Links);
}
