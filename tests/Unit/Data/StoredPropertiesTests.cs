using System.Reflection;
using System.Text;
using Abaca.Server.Data;
using Abaca.Server.Http;
using Xunit;

namespace Abaca.Tests.Unit.Data;

/// <summary>A property that no column fills would be empty for ever, and nobody would notice.</summary>
public sealed class StoredPropertiesTests
{
    /// <summary>Properties that are put together from other rows.</summary>
    static readonly string[] FromElsewhere = ["GroupSnapshot.Members"];

    [Fact]
    public void Each_property_of_a_resource_has_a_column()
    {
        var filled = new Dictionary<Type, HashSet<string>>();
        foreach (var columns in Described())
        {
            var of = columns.GetType().GetGenericArguments()[0];
            if (!of.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IResource<>))) continue;
            var (empty, full) = (Read(columns, null), Read(columns, new FullRow()));
            var those = filled.TryGetValue(of, out var known) ? known : filled[of] = [];
            those.UnionWith(Settable(of).Where(p => !Equals(p.GetValue(empty), p.GetValue(full))).Select(p => p.Name));
        }
        Assert.NotEmpty(filled);
        Assert.Empty(filled.SelectMany(one => Settable(one.Key).Where(p => !one.Value.Contains(p.Name)).Select(p => $"{one.Key.Name}.{p.Name}")).Except(FromElsewhere));
    }

    static IEnumerable<object> Described() => typeof(Columns<>).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Columns<>))
        .Select(field => field.GetValue(null)!);

    static IEnumerable<PropertyInfo> Settable(Type of) => of.GetProperties().Where(p => p.SetMethod is not null);

    static object Read(object columns, Row? row)
    {
        var cursor = new Cursor();
        if (row is not null) cursor.StandOn(row);
        return columns.GetType().GetMethod("Read", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(columns, BindingFlags.DoNotWrapExceptions, null, [cursor], null)!;
    }

    /// <summary>Something in every column.</summary>
    sealed class FullRow : Row
    {
        public override bool IsNull(int column) => false;

        public override string Text(int column) => "x";

        public override long Number(int column) => 1;

        public override double Fraction(int column) => 1;

        public override object? Value(int column) => "x";

        public override ReadOnlySpan<byte> Utf8(int column) => Encoding.UTF8.GetBytes("""{"x":"x"}""");
    }
}
