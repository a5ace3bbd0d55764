using System.Text;

namespace Abaca.Server.Hosting;

/// <summary>
/// A file that lines are added to. Whoever rotates it moves it away and sends SIGHUP; with <paramref name="watch"/> it is looked at before each
/// line whether the name still leads to the file that is open, as oslo.log's watched files do.
/// </summary>
/// <param name="path">The file; made with mode 0640 when it is not there.</param>
/// <param name="watch">Look whether it was moved.</param>
sealed class LogFile(string path, bool watch) : IDisposable
{
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    readonly Lock gate = new();
    FileStream? file;
    bool closed;

    /// <summary>Opens it, so that a start fails when it cannot be written.</summary>
    /// <param name="option">The option that names it, for the error.</param>
    /// <exception cref="OptionException">It cannot be opened.</exception>
    public void Open(string option)
    {
        try
        {
            lock (gate) file ??= Opened();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException(option, $"{path} cannot be opened for writing: {e.Message}");
        }
    }

    /// <summary>Adds a line. When that fails (a full disk, a directory that is gone) the line is lost and the next one is tried again.</summary>
    public void Add(string line)
    {
        lock (gate)
        {
            if (closed) return;
            try
            {
                if (watch && !LeadsToOpenFile()) Close();
                file ??= Opened();
                file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Close();
            }
        }
    }

    /// <summary>Opens it anew with the next line, and makes it at once.</summary>
    public void Reopen()
    {
        lock (gate)
        {
            if (closed) return;
            Close();
            try
            {
                file = Opened();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Tried again with the next line.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            Close();
            closed = true;
        }
    }

    FileStream Opened() => new(path, new FileStreamOptions
    {
        Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, UnixCreateMode = Mode,
    });

    void Close()
    {
        file?.Dispose();
        file = null;
    }

    // Without a system call of its own for inodes .NET can compare where /proc says the descriptor leads: a moved or removed file has another name.
    bool LeadsToOpenFile() => file is not null
        && File.ResolveLinkTarget($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}", false)?.FullName == path;
}

/// <summary>The log's file.</summary>
sealed class FileOutput(LogFile file) : ILogOutput
{
    /// <inheritdoc/>
    public void Write(LogLine line) => file.Add(line.ToString());

    /// <inheritdoc/>
    public void Reopen() => file.Reopen();

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}

/// <summary>Standard output or error.</summary>
sealed class StreamOutput(Stream stream) : ILogOutput
{
    readonly Lock gate = new();

    /// <inheritdoc/>
    public void Write(LogLine line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        try
        {
            lock (gate)
            {
                stream.Write(bytes);
                stream.Flush();
            }
        }
        catch (IOException)
        {
            // Nobody reads any more.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
