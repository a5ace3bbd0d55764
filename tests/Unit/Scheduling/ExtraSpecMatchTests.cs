using Abaca.Server.Scheduling;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class ExtraSpecMatchTests
{
    [Fact]
    public void Each_operator_is_tried_where_it_is_met_and_where_it_is_not() => Assert.Empty(
        from name in ExtraSpecMatch.Operators.Keys
        from meets in (bool[])[true, false]
        where !Tried().Any(row => row.Operator == name && row.Meets == meets)
        select $"{name} has no row here in which it is {(meets ? "met" : "not met")}");

    [Fact]
    public void An_operator_without_its_operand_is_never_met() => Assert.Empty(
        from name in ExtraSpecMatch.Operators.Keys
        from found in (object[])[0, 5, 5.5, "5", "", "nfs", true, false, new[] { "nfs" }]
        from wanted in (string[])[name, name + " "]
        where ExtraSpecMatch.Of(wanted)(found)
        select $"'{wanted}' is met by {found}");

    static IEnumerable<(string Operator, bool Meets)> Tried() =>
        from method in typeof(ExtraSpecMatchTests).GetMethods()
        from row in method.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>()
        where row.Data is [string, .., bool]
        select (((string)row.Data[0]!).Split(' ')[0], (bool)row.Data[^1]!);

    [Theory]
    [InlineData("= 5", 5, true)]
    [InlineData("= 5", 6.5, true)]
    [InlineData("= 5", 4, false)]
    [InlineData("== 5", 5.0, true)]
    [InlineData("== 5", "5.0", true)]
    [InlineData("== 5", 6, false)]
    [InlineData("!= 5", 6, true)]
    [InlineData("!= 5", 5, false)]
    [InlineData(">= 5", 5, true)]
    [InlineData(">= 5", 4.9, false)]
    [InlineData("<= 5", 5, true)]
    [InlineData("<= 5", 5.1, false)]
    [InlineData(">= 5 <= 6", 7, true)]
    [InlineData("> 5", 6, false)]
    [InlineData("< 5", 4, false)]
    [InlineData("== five", 5, false)]
    [InlineData("== 5", "five", false)]
    [InlineData("!= 5", "unknown", false)]
    [InlineData("==", 5, false)]
    public void Numbers_compare_as_numbers(string wanted, object found, bool meets) => Assert.Equal(meets, ExtraSpecMatch.Of(wanted)(found));

    [Theory]
    [InlineData("s== abc", "ABC", true)]
    [InlineData("s== ABC", "abc", true)]
    [InlineData("s== abc", "abcd", false)]
    [InlineData("s!= abc", "abd", true)]
    [InlineData("s!= abc", "abc", false)]
    [InlineData("s< abd", "abc", true)]
    [InlineData("s< abc", "abc", false)]
    [InlineData("s<= abc", "abc", true)]
    [InlineData("s<= abc", "abd", false)]
    [InlineData("s> abc", "abd", true)]
    [InlineData("s> abc", "abc", false)]
    [InlineData("s>= abc", "abc", true)]
    [InlineData("s>= abc", "abb", false)]
    [InlineData("s==", "abc", false)]
    [InlineData("<in> nfs", "NFS_CIFS", true)]
    [InlineData("<in> CIFS", "nfs_cifs", true)]
    [InlineData("<in> ceph", "NFS_CIFS", false)]
    [InlineData("<in> 1", 10, false)]
    [InlineData("<in>", "NFS", false)]
    [InlineData("<or> ssd <or> hdd", "HDD", true)]
    [InlineData("<or> ssd <or> hdd", "tape", false)]
    [InlineData("<or> ssd", "ssd", true)]
    [InlineData("<or>", "ssd", false)]
    [InlineData("ssd", "SSD", true)]
    [InlineData("ssd", "ssd2", false)]
    [InlineData("5", 5, true)]
    [InlineData("", "", true)]
    public void Texts_compare_without_regard_to_case(string wanted, object found, bool meets) =>
        Assert.Equal(meets, ExtraSpecMatch.Of(wanted)(found));

    [Theory]
    [InlineData("<is> True", true, true)]
    [InlineData("<is> yes", true, true)]
    [InlineData("<is> false", true, false)]
    [InlineData("<is> False", false, true)]
    [InlineData("<is> banana", false, true)]
    [InlineData("<is> true", "True", true)]
    [InlineData("<is>", true, false)]
    [InlineData("True", true, true)]
    [InlineData("1", true, true)]
    [InlineData("false", true, false)]
    [InlineData("false", false, true)]
    public void Truth_values_compare_as_truth_values(string wanted, object found, bool meets) =>
        Assert.Equal(meets, ExtraSpecMatch.Of(wanted)(found));

    [Fact]
    public void A_list_meets_when_one_element_does()
    {
        Assert.True(ExtraSpecMatch.Of("<is> True")(new object?[] { false, true }));
        Assert.True(ExtraSpecMatch.Of("<is> False")(new object?[] { false, true }));
        Assert.False(ExtraSpecMatch.Of("<is> True")(new object?[] { false }));
        Assert.True(ExtraSpecMatch.Of(">= 5")(new object?[] { 1, 7 }));
        Assert.False(ExtraSpecMatch.Of("= 1")(Array.Empty<object?>()));
    }

    [Theory]
    [InlineData("= 0")]
    [InlineData("<is> False")]
    [InlineData("")]
    [InlineData("!= 3")]
    [InlineData("s!= x")]
    public void What_is_missing_never_meets(string wanted) => Assert.False(ExtraSpecMatch.Of(wanted)(null));
}
