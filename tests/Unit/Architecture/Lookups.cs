using Abaca.Server.Data;
using Abaca.Server.Http;
using Mono.Cecil;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>
/// A use case gets a resource by an id of its request from <c>Visible</c> only, which asks whose it is. What it reads anew in a transaction it names by
/// the typed id of a resource that it has; flows have no caller, and find what they like. Read from what was compiled: whatever a look-up is called.
/// </summary>
public sealed class Lookups
{
    /// <summary>Look-ups by a text that is no id of a request, or that ask who may have what they find, and why.</summary>
    static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["Acceptance: Store`1.Find"] = "ids of a difference, for administrators",
        ["Adoptions: ShareId..ctor"] = "ids of an object's mark, for administrators",
        ["Adoptions: ShareInstanceId..ctor"] = "ids of an object's mark, for administrators",
        ["Adoptions: SnapshotId..ctor"] = "ids of an object's mark, for administrators",
        ["Adoptions: Store`1.Find"] = "ids of an object's mark, for administrators",
        ["CreateShareGroup: Store`1.Find"] = "the source of a group that was planned from a visible one",
        ["GroupsOfShare: Store`1.Find"] = "a share's own group",
        ["ListPools: ShareTypeStore.Named"] = "asks who may use the type",
        ["QuotaTarget: ShareTypeStore.Named"] = "asks who may use the type",
        ["RemoveInstance: ShareInstanceId..ctor"] = "the id of an instance that was seen",
        ["Repairs: Store`1.Find"] = "ids of a difference, for administrators",
        ["ReplicaOrigin: ShareTypeStore.Named"] = "asks who may use the type",
        ["ReplicaParts: ShareReplica.Find"] = "a visible replica's own id",
        ["ResizeShare: ShareTypeStore.ById"] = "a visible share's own type",
        ["DetailedShares: Store`1.Find"] = "ids of a page that the caller's list has",
        ["ShareGroupTypes: ShareGroupTypeStore.All"] = "a list of what a project may use",
        ["ShareGroupTypes: ShareTypeStore.Named"] = "asks who may use the type",
        ["GroupOrigin: ShareTypeStore.Named"] = "asks who may use the type",
        ["ShareHints: Store`1.Find"] = "peers that were named are looked up as visible ones first; of another project's nothing is written",
        ["ShareInstanceActions: Store`1.Find"] = "an instance's own share",
        ["ShareInstances: ShareInstanceId..ctor"] = "ids of instances that the caller's list has",
        ["ShareOrigin: ShareTypeStore.Named"] = "asks who may use the type",
        ["ShareTypeParts: ShareTypeStore.Find"] = "a visible type's own id",
        ["SnapshotsOfShare: Store`1.Find"] = "a share's own source",
        ["StartMigration: ShareTypeStore.ById"] = "a visible share's own type",
        ["StartMigration: ShareTypeStore.Named"] = "asks who may use the type",
    };

    static readonly ModuleDefinition Service = ModuleDefinition.ReadModule(typeof(Call).Assembly.Location);

    [Fact]
    public void Who_has_a_caller_finds_no_resource_by_a_text()
    {
        var found = Service.Types.Where(HasCaller).SelectMany(LookedUpByText).ToHashSet(StringComparer.Ordinal);
        Assert.Equal("", string.Join('\n', found.Where(one => !Known.ContainsKey(one)).Order(StringComparer.Ordinal)));
        Assert.Equal("", string.Join('\n', Known.Keys.Except(found)));
    }

    [Fact]
    public void Nobody_but_the_one_look_up_asks_a_source() => Assert.Empty(
        from type in Service.Types
        where type.Namespace != "Abaca.Server.Http"
        from called in Calls(type)
        where called.DeclaringType.Name == "ISource`1"
        select $"{type.Name} calls {called.FullName}");

    static bool HasCaller(TypeDefinition type) =>
        type.Namespace.StartsWith("Abaca.Server.", StringComparison.Ordinal) && type.Namespace != "Abaca.Server.Http" && AllOf(type).Any(part =>
            part.Fields.Any(field => Is<Call>(field.FieldType)) || part.Methods.Any(method => method.Parameters.Any(parameter => Is<Call>(parameter.ParameterType))));

    static IEnumerable<string> LookedUpByText(TypeDefinition type) =>
        from called in Calls(type)
        where called.DeclaringType.Namespace.StartsWith("Abaca.Server.", StringComparison.Ordinal) && called.DeclaringType.Namespace != "Abaca.Server.Http"
        where called.Parameters.Any(parameter => parameter.ParameterType.FullName == "System.String") && !called.Parameters.Any(parameter => Is<Call>(parameter.ParameterType))
        where Results(called).Any(IsResource) || IsTypedId(called)
        select $"{type.Name}: {called.DeclaringType.Name}.{called.Name}";

    static bool IsTypedId(MethodReference made) =>
        made.Name == ".ctor" && made.DeclaringType.Resolve() is { } type && type.Interfaces.Any(one => Is<IId>(one.InterfaceType));

    // Async methods and lambdas are compiled into nested types.
    static IEnumerable<MethodReference> Calls(TypeDefinition type) =>
        from part in AllOf(type)
        from method in part.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference
        select (MethodReference)instruction.Operand;

    static IEnumerable<TypeDefinition> AllOf(TypeDefinition type) => type.NestedTypes.SelectMany(AllOf).Prepend(type);

    // What a method answers with: ValueTask<T?>, List<T>, T, where T may be the argument of a generic store.
    static IEnumerable<TypeReference> Results(MethodReference method) => Parts(method.ReturnType)
        .Select(type => type is GenericParameter parameter && method.DeclaringType is GenericInstanceType of && parameter.Position < of.GenericArguments.Count ? of.GenericArguments[parameter.Position] : type);

    static IEnumerable<TypeReference> Parts(TypeReference type) => type is GenericInstanceType of ? of.GenericArguments.SelectMany(Parts).Prepend(type) : [type];

    static bool IsResource(TypeReference type) =>
        !type.IsGenericParameter && type.Scope == Service && type.Resolve() is { } found && found.Interfaces.Any(one => one.InterfaceType.Name == "IResource`1");

    static bool Is<T>(TypeReference type) => type.FullName == typeof(T).FullName;
}
