namespace Abaca.Server.Scheduling.Filters;

/// <summary>Evaluates a JSON list expression for one pool. Depth is limited by the JSON reader.</summary>
sealed class JsonQuery(PoolState pool)
{
    /// <summary>Whether the query is true; an empty one is.</summary>
    /// <exception cref="FormatException">It is no list, or starts with an unknown operator.</exception>
    public bool IsTrue(JsonElement query) => query.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => query.GetArrayLength() == 0 || Apply(query),
        _ => throw new FormatException("it must be a list"),
    };

    bool Apply(JsonElement query)
    {
        // Attributes that the pool does not have are left out, as if they had not been named.
        var operands = query.EnumerateArray().Skip(1).Select(Operand).OfType<object>().ToArray();
        var name = query[0].ValueKind == JsonValueKind.String ? query[0].GetString() : query[0].GetRawText();
        return name switch
        {
            "=" => FirstAgainstRest(operands, Same),
            "<" => FirstAgainstRest(operands, (a, b) => Order(a, b) < 0),
            ">" => FirstAgainstRest(operands, (a, b) => Order(a, b) > 0),
            "<=" => FirstAgainstRest(operands, (a, b) => Order(a, b) <= 0),
            ">=" => FirstAgainstRest(operands, (a, b) => Order(a, b) >= 0),
            "in" => operands.Length > 1 && operands.Skip(1).Any(other => Same(operands[0], other)),
            "not" => operands.Any(operand => !Holds(operand)),
            "and" => operands.All(Holds),
            "or" => operands.Any(Holds),
            _ => throw new FormatException($"'{name}' is no operator; there are = < > <= >= in not and or"),
        };
    }

    static bool FirstAgainstRest(object[] operands, Func<object, object, bool> holds) =>
        operands.Length > 1 && operands.Skip(1).All(other => holds(operands[0], other));

    object? Operand(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => IsTrue(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String when element.GetString() is ['$', ..] name => Attribute(name[1..].Split('.')),
        JsonValueKind.String => element.GetString() is { Length: > 0 } text ? text : null,
        _ => null,
    };

    object? Attribute(string[] path)
    {
        if (path is ["host"]) return pool.Host;
        var at = path is ["capabilities", _, ..] ? 1 : 0;
        pool.TryGet(path[at], out var found);
        for (var i = at + 1; i < path.Length; i++)
        {
            found = found is IReadOnlyDictionary<string, object?> nested ? nested.GetValueOrDefault(path[i]) : null;
        }
        return found is int or long or float or decimal ? Convert.ToDouble(found, CultureInfo.InvariantCulture) : found;
    }

    static bool Same(object left, object right) => Equals(left, right);

    static int? Order(object left, object right) => (left, right) switch
    {
        (double a, double b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => null,
    };

    static bool Holds(object operand) => operand switch
    {
        bool truth => truth,
        double number => number != 0,
        string text => text.Length > 0,
        _ => true,
    };
}
