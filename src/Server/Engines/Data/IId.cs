namespace Abaca.Server.Data;

/// <summary>A typed id: one kind of resource, one text (mostly a 36-character uuid).</summary>
public interface IId
{
    /// <summary>As stored and as shown.</summary>
    string Text { get; }
}

/// <summary>Makes ids of rows that nobody types or reads out: instances, export locations.</summary>
static class OrderedId
{
    /// <summary>
    /// A uuid of version 7, which begins with the time. Rows that were made one after another lie side by side in the index of their
    /// ids, so a page of a hundred thousand shares touches as few pages of the file as one of ten.
    /// </summary>
    /// <param name="made">When the row is made.</param>
    public static string Of(DateTimeOffset made) => Guid.CreateVersion7(made).ToString();
}
