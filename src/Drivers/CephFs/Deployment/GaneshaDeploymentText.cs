using System.Globalization;
using System.Net;

namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>Reads machines and addresses as an operator writes them; each answers with null when the text makes no sense.</summary>
public static class GaneshaDeploymentText
{
    /// <summary><c>NAME=ADDRESS</c>; a name has letters, digits and hyphens, at most 32, because Ceph identities and file names carry it.</summary>
    public static GaneshaMachine? Machine(string text)
    {
        var parts = text.Split('=', 2);
        if (parts.Length != 2 || !IPAddress.TryParse(parts[1], out var address)) return null;
        var isName = parts[0].Length is > 0 and <= 32 && parts[0].All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
        return isName ? new GaneshaMachine(parts[0], address) : null;
    }

    /// <summary><c>ADDRESS/PREFIX</c>.</summary>
    public static FloatingAddress? Floating(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address)) return null;
        var known = int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix);
        return known && prefix <= address.GetAddressBytes().Length * 8 ? new FloatingAddress(address, prefix) : null;
    }
}
