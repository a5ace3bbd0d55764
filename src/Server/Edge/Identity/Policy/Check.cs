namespace Abaca.Server.Identity.Policy;

/// <summary>One node of a rule's tree.</summary>
abstract class Check
{
    public abstract bool Holds(Credentials caller, Target target);

    /// <summary>The rules this node refers to.</summary>
    public virtual IEnumerable<RuleCheck> References => [];

    public static Check Always { get; } = new ConstantCheck(true);

    public static Check Never { get; } = new ConstantCheck(false);
}

/// <summary><c>@</c> and <c>!</c>.</summary>
sealed class ConstantCheck(bool answer) : Check
{
    public override bool Holds(Credentials caller, Target target) => answer;

    public override string ToString() => answer ? "@" : "!";
}

/// <summary><c>not x</c>.</summary>
sealed class NotCheck(Check inner) : Check
{
    public override bool Holds(Credentials caller, Target target) => !inner.Holds(caller, target);

    public override IEnumerable<RuleCheck> References => inner.References;

    public override string ToString() => $"not {inner}";
}

/// <summary><c>x and y</c>.</summary>
sealed class AndCheck(Check[] all) : Check
{
    public override bool Holds(Credentials caller, Target target)
    {
        foreach (var one in all)
        {
            if (!one.Holds(caller, target)) return false;
        }
        return true;
    }

    public override IEnumerable<RuleCheck> References => all.SelectMany(one => one.References);

    public override string ToString() => $"({string.Join(" and ", (object[])all)})";
}

/// <summary><c>x or y</c>.</summary>
sealed class OrCheck(Check[] any) : Check
{
    public override bool Holds(Credentials caller, Target target)
    {
        foreach (var one in any)
        {
            if (one.Holds(caller, target)) return true;
        }
        return false;
    }

    public override IEnumerable<RuleCheck> References => any.SelectMany(one => one.References);

    public override string ToString() => $"({string.Join(" or ", (object[])any)})";
}

/// <summary><c>rule:name</c>. Linked once all rules are known; until then it holds never.</summary>
sealed class RuleCheck(string name) : Check
{
    Check _meant = Never;

    public string Name => name;

    /// <summary>Says what the name means. Called once, before the rules are used.</summary>
    public void Link(Check meant) => _meant = meant;

    public override bool Holds(Credentials caller, Target target) => _meant.Holds(caller, target);

    public override IEnumerable<RuleCheck> References => [this];

    public override string ToString() => $"rule:{name}";
}

/// <summary><c>role:name</c>, where the name may hold values of the target.</summary>
sealed class RoleCheck(Template role) : Check
{
    public override bool Holds(Credentials caller, Target target)
    {
        if (role.Fill(target) is not { } wanted) return false;
        var roles = caller.Roles;
        for (var i = 0; i < roles.Count; i++)
        {
            if (string.Equals(roles[i], wanted, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    public override string ToString() => $"role:{role}";
}

/// <summary><c>credential:match</c>: the caller's value equals the match. A value that is absent equals nothing.</summary>
sealed class CredentialCheck(string credential, Template match) : Check
{
    public override bool Holds(Credentials caller, Target target) =>
        caller.Named(credential) is { } has && match.Fill(target) is { } wanted && string.Equals(has, wanted, StringComparison.Ordinal);

    public override string ToString() => $"{credential}:{match}";
}

/// <summary><c>'literal':match</c>: the target's value equals the literal.</summary>
sealed class LiteralCheck(string written, string literal, Template match) : Check
{
    public override bool Holds(Credentials caller, Target target) => string.Equals(literal, match.Fill(target), StringComparison.Ordinal);

    public override string ToString() => $"{written}:{match}";
}
