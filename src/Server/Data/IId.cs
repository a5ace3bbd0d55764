namespace Abaca.Server.Data;

/// <summary>A typed id: one kind of resource, one text (mostly a 36-character uuid).</summary>
public interface IId
{
    /// <summary>As stored and as shown.</summary>
    string Text { get; }
}
