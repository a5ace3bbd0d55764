using System.Text;

namespace Abaca.Drivers.Ssh;

/// <summary>
/// A password on its way to <c>ssh</c>, which asks the program of SSH_ASKPASS for it. The program reads it from a named pipe in a
/// directory that only the service can enter: so it is in no file, no argument list and no environment.
/// </summary>
sealed class PasswordPipe : IDisposable
{
    /// <summary>ssh may ask once for a password and once by keyboard-interactive; more lines than that keep nobody waiting.</summary>
    const int Times = 4;

    readonly string pipe;
    readonly FileStream open;

    PasswordPipe(string pipe, FileStream open) => (this.pipe, this.open) = (pipe, open);

    /// <summary>The program for SSH_ASKPASS.</summary>
    public string Program => pipe + ".ask";

    /// <summary>Fills the pipe. It is held open for reading and writing, so that nobody waits for anybody, and empties when it is disposed.</summary>
    public static PasswordPipe Open(string pipe, string password)
    {
        var stream = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var opened = new PasswordPipe(pipe, stream);
        try
        {
            File.WriteAllText(opened.Program, $"#!/bin/sh\nIFS= read -r line < \"${{0%.ask}}\" && printf '%s\\n' \"$line\"\n");
            File.SetUnixFileMode(opened.Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(password + "\n", Times)));
            stream.Write(lines);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        open.Dispose();
        File.Delete(pipe);
        File.Delete(Program);
    }
}
