namespace Abaca;

/// <summary>The binary: wires the roles together and hands the rest to the command line.</summary>
static class Program
{
    static int Main()
    {
        Console.WriteLine("abaca");
        return 0;
    }
}
