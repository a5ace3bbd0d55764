using System.Net;

namespace Abaca.DriverSdk;

/// <summary>Forms of values that options of several drivers have; what does not fit is complained about before anything starts.</summary>
public static class OptionForms
{
    /// <summary>The path of a file that the service has to read, or null when none is named.</summary>
    /// <exception cref="OptionException">It is no absolute path, or no file that this process can read is there.</exception>
    public static string? ReadableFile(this BackendSettings settings, string option)
    {
        if (settings.Text(option) is not { } path) return null;
        if (!Path.IsPathRooted(path)) throw new OptionException(option, $"\"{path}\" is not an absolute path.");
        if (Directory.Exists(path)) throw new OptionException(option, $"{path} is a directory; name a file.");
        try
        {
            using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return path;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OptionException(option, $"there is no file {path}.");
        }
        catch (Exception no) when (no is IOException or UnauthorizedAccessException)
        {
            throw new OptionException(option, $"{path} cannot be read by user {Environment.UserName}: {no.Message}");
        }
    }

    /// <summary>A machine's name or address, or null when none is named.</summary>
    /// <exception cref="OptionException">It can be neither.</exception>
    public static string? FarHost(this BackendSettings settings, string option) =>
        settings.Text(option) is { } host ? FarHost(option, host) : null;

    /// <summary>Machines' names or addresses.</summary>
    /// <exception cref="OptionException">One of them can be neither.</exception>
    public static IReadOnlyList<string> FarHosts(this BackendSettings settings, string option) =>
        [.. settings.List(option).Select(host => FarHost(option, host))];

    /// <summary>An address that clients can mount from. The framework also takes "1" and "0x7f.1" for one; four numbers are wanted.</summary>
    /// <exception cref="OptionException">It is none, or stands for all.</exception>
    public static IPAddress ExportAddress(string option, string text) =>
        IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            && !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal) && (text.Contains(':', StringComparison.Ordinal) || text.Count(letter => letter == '.') == 3)
            ? address
            : throw new OptionException(option, $"\"{text}\" is not an IP address that clients can mount from.");

    /// <summary>The name of a user on another machine, or null when none is named.</summary>
    /// <exception cref="OptionException">No user is called so.</exception>
    public static string? FarUser(this BackendSettings settings, string option)
    {
        if (settings.Text(option) is not { } user) return null;
        var odd = user[0] == '-' || user.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '@' or ':' or '#');
        return odd ? throw new OptionException(option, $"\"{user}\" cannot be a user's name.") : user;
    }

    static string FarHost(string option, string host) => Uri.CheckHostName(host) == UriHostNameType.Unknown || host[0] == '-' || host.Contains('[')
        ? throw new OptionException(option, $"\"{host}\" is neither a host's name nor an address.")
        : host;
}

/// <summary>Collects what a driver refuses of its options, so that one look finds all of it.</summary>
public static class OptionProblems
{
    /// <summary>Every complaint of these reads, each once.</summary>
    public static IReadOnlyList<OptionException> Of(params IReadOnlyList<Action> reads)
    {
        var found = new List<OptionException>();
        foreach (var read in reads)
        {
            try
            {
                read();
            }
            catch (OptionException complaint)
            {
                found.Add(complaint);
            }
        }
        return [.. found.DistinctBy(complaint => (complaint.Option, complaint.Problem))];
    }
}
