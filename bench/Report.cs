using System.Globalization;

namespace Abaca.Bench;

/// <summary>Prints measurements as aligned rows beside their targets, and counts what missed.</summary>
sealed class Report(TextWriter output)
{
    const int Wide = 58;
    int missed;

    /// <summary>A line above a group of rows.</summary>
    public void Heading(string text) => output.WriteLine($"\n{text}");

    /// <summary>A number that has no target.</summary>
    public void Note(string what, string value) => output.WriteLine($"  {what.PadRight(Wide)} {value,12}");

    /// <summary>A number that must be at least so much.</summary>
    public void AtLeast(string what, double value, double target, string unit = "") => Row(what, value, ">=", target, unit, value >= target);

    /// <summary>A number that must be at most so much.</summary>
    public void AtMost(string what, double value, double target, string unit = "") => Row(what, value, "<=", target, unit, value <= target);

    /// <summary>A part that could not be measured counts as missed.</summary>
    public void Failed(string part, string why)
    {
        missed++;
        output.WriteLine($"  {part}: not measured: {why}");
    }

    /// <summary>The last line, and the exit code.</summary>
    public int Verdict()
    {
        output.WriteLine(missed == 0 ? "\nEvery target is met." : $"\nTargets missed: {missed}.");
        return missed == 0 ? 0 : 1;
    }

    /// <summary>A number as it is printed: three digits that matter.</summary>
    public static string Text(double value, string unit = "")
    {
        var digits = Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" };
        return value.ToString(digits, CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : "");
    }

    void Row(string what, double value, string sign, double target, string unit, bool met)
    {
        if (!met) missed++;
        output.WriteLine($"  {what.PadRight(Wide)} {Text(value, unit),12}   {$"target {sign} {Text(target, unit)}",-22} {(met ? "met" : "MISSED")}");
    }
}
