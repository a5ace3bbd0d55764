using System.Collections.Frozen;

namespace Abaca.Server.Messages;

/// <summary>What the ids of a user message mean, in words.</summary>
static class MessageTexts
{
    static readonly FrozenDictionary<string, string> Actions = new Dictionary<string, string>
    {
        ["001"] = "choosing a place",
        ["002"] = "creation",
        ["003"] = "removal of access rules",
        ["004"] = "promotion of a replica",
        ["005"] = "update",
        ["006"] = "revert to a snapshot",
        ["007"] = "deletion",
        ["008"] = "extension",
        ["009"] = "shrinking",
        ["010"] = "update of access rules",
        ["901"] = "move to another storage",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["002"] = "No storage could take the request. Another size, share type or availability zone may help.",
        ["003"] = "Shares of this type take no share network.",
        ["004"] = "No share server could be found or made on the share network.",
        ["005"] = "A replica can only be made while an active one is available.",
        ["006"] = "The share has no active replica.",
        ["007"] = "No storage in the availability zone could take the request.",
        ["008"] = "No storage offers what the share type asks for.",
        ["009"] = "No storage has enough free capacity.",
        ["010"] = "The storage's own conditions did not let the request in.",
        ["011"] = "Every storage that fits has been tried already.",
        ["012"] = "No storage meets the conditions of the request.",
        ["013"] = "Every storage that was tried failed.",
        ["014"] = "No storage offers the replication that was asked for.",
        ["015"] = "The storage could not extend the share; an administrator has to look at it.",
        ["016"] = "No storage can make a share from this snapshot.",
        ["017"] = "The storage could not make the share from the snapshot.",
        ["018"] = "The share holds more than the size asked for; it stays as it was.",
        ["019"] = "The storage cannot shrink shares.",
        ["020"] = "The client given in an access rule is not allowed.",
        ["021"] = "The storage does not support the type or the level of an access rule.",
        ["024"] = "The request names no share type, and there is no default one.",
        ["028"] = "The storage is not ready yet. Try again later.",
        ["901"] = "The storage cannot move the share there by itself with what was asked to be kept, and the service does not copy shares. The share is where it was.",
        ["902"] = "The share could not be moved. It is where it was.",
        ["903"] = "The share has moved. What is left at its old place could not be removed; an administrator has to look at it.",
        ["904"] = "What lies on the storage belongs to something else, or nobody knows whose it is; nothing was done to it. An administrator has to look at it.",
        ["905"] = "The storage has nothing of it any more. An administrator has to look for what it held.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The sentence that people read.</summary>
    public static string Of(string action, string detail) =>
        $"{Actions.GetValueOrDefault(action, "unknown action")}: {Reasons.GetValueOrDefault(detail, "An unknown error occurred.")}";
}
