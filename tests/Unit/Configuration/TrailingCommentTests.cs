using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Tests.Unit.Architecture;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

/// <summary>
/// A comment behind a value: left out, with a warning, where the value cannot hold a blank; part of the value, and pointed out, elsewhere.
/// Asked of every option that the service and its drivers have.
/// </summary>
public class TrailingCommentTests
{
    static IReadOnlyList<IDriverFactory> Drivers => EveryDriver.Factories;

    /// <summary>Every option; those of a driver in the section of a backend.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var option in ServiceOptions.Known) all.Add("", option.Name.ToString());
            foreach (var driver in Drivers)
            {
                foreach (var option in BackendOptions.Common("backend").Select(one => one.Spec).Concat(driver.Options).DistinctBy(one => one.Name))
                    all.Add(driver.DriverNames[0], option.Name);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_option_takes_a_comment_behind_its_value_as_its_kind_says(string driver, string name)
    {
        var option = driver.Length == 0
            ? ServiceOptions.Known.Single(one => one.Name.ToString() == name)
            : Drivers.Single(one => one.DriverNames[0] == driver).Options.Where(one => one.Name == name).Select(one => new KnownOption("backend", one))
                .Concat(BackendOptions.Common("backend").Where(one => one.Spec.Name == name)).First();
        foreach (var comment in (string[])["  # internal", " ; internal", "\t#internal"])
        {
            var value = Example(option);
            var findings = new List<Finding>();
            var layers = new Layers([IniFile.Parse("/x.conf", $"[{option.Section}]\n{option.Spec.Name} = {value}{comment}\n").Assignments], new Dictionary<string, string>());
            var reader = new OptionReader(layers, new MadeUpMachine(), [option], findings);
            var read = option.Repeated ? Assert.Single(reader.Values(option.Name)) : reader.Value(option.Name);
            var isText = option.Spec.Kind == OptionKind.Text && option.Choices.Count == 0;
            Assert.Equal(isText ? value + comment : value, read);
            var warning = Assert.Single(findings);
            Assert.Equal((Severity.Warning, 2), (warning.Severity, warning.Place!.Line));
            Assert.DoesNotContain("internal", option.Spec.Secret ? warning.ToString() : "", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("my_ip = \"192.0.2.1\"  # internal", "192.0.2.1")]
    [InlineData("my_ip = 192.0.2.1 # internal # really", "192.0.2.1")]
    public void Quotes_and_more_signs_do_not_matter(string line, string address)
    {
        var loaded = Loading.Load($"[DEFAULT]\n{line}\n");
        Assert.Equal(address, loaded.Options.Node.Address.ToString());
        Assert.Equal($"/etc/manila/manila.conf:2: warning: [DEFAULT] my_ip = {address}: is followed by a comment, which is left out here; Manila would take it as part of the value; "
            + "write the comment on a line of its own", Assert.Single(loaded.Lines()));
    }

    [Fact]
    public void Each_line_of_a_list_may_have_one()
    {
        var loaded = Loading.Load("[DEFAULT]\nscheduler_default_filters = CapacityFilter, # first\n  DriverFilter  # second\n");
        Assert.Equal(["CapacityFilter", "DriverFilter"], loaded.Options.Scheduling.Filters);
    }

    [Theory]
    [InlineData("host = \"a # b\"", "a # b")]
    [InlineData("host = a#b", "a#b")]
    [InlineData("host = a;b", "a;b")]
    public void A_sign_in_quotes_or_without_a_blank_before_it_is_no_comment(string line, string host)
    {
        var loaded = Loading.Load($"[DEFAULT]\n{line}\n");
        Assert.Equal(host, loaded.Options.Node.Host);
        Assert.DoesNotContain(loaded.Findings, finding => finding.Problem.Contains("comment", StringComparison.Ordinal));
    }

    [Fact]
    public void A_password_keeps_what_looks_like_a_comment_and_is_not_shown()
    {
        var loaded = Loading.Load("[DEFAULT]\nenabled_share_backends = v\n[v]\nshare_driver = abaca.vault\ndriver_handles_share_servers = no # no\nvault_size = 1 # GiB\nvault_password = se cret # 1\n");
        var backend = Assert.Single(loaded.Options.Backends);
        Assert.Equal(("se cret # 1", "1"), (backend.Values["vault_password"], backend.Values["vault_size"]));
        Assert.Equal(3, loaded.Lines().Count);
        Assert.DoesNotContain(loaded.Lines(), line => line.Contains("cret", StringComparison.Ordinal));
    }

    static string Example(KnownOption option) => option.Choices.Count > 0 ? option.Choices[0] : option.Spec.Kind switch
    {
        OptionKind.Integer or OptionKind.Number => (double.IsFinite(option.Minimum) ? option.Minimum : 7).ToString(System.Globalization.CultureInfo.InvariantCulture),
        OptionKind.Flag => "true",
        OptionKind.Address => "192.0.2.9",
        OptionKind.Port => "4242",
        OptionKind.Map => "a:b",
        OptionKind.List => "a,b",
        OptionKind.Word => "word",
        _ => "/a path",
    };
}
