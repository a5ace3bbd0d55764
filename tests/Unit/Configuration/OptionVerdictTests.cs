using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Tests.Unit.Architecture;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

/// <summary>
/// A verdict over every option of Manila's, of the oslo libraries' that a manila.conf holds, and of Abaca's own, in <c>options.tsv</c>:
/// done (it is read), refused (an error: it decides who may do what or how one connects, and is not done),
/// or silent, since it changes nothing that anybody could miss, with the reason.
/// An option that the code reads must be in the list.
/// </summary>
public class OptionVerdictTests
{
    const string Backend = "backend";

    static IReadOnlyList<IDriverFactory> Drivers => EveryDriver.Factories;

    static IReadOnlyList<Verdict> List { get; } =
    [
        .. File.ReadLines(Path.Combine(new SourceTree().Root, "tests/Unit/Configuration/options.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).Select(part => new Verdict(part[0], part[1], part[2], part[3])),
    ];

    [Fact]
    public void Every_option_has_one_verdict_and_a_silent_one_its_reason()
    {
        Assert.Equal(List.Count, List.DistinctBy(one => (one.Section, one.Key)).Count());
        Assert.True(List.Count > 600);
        string[] reasons =
        [
            "another driver", "another service", "absent feature", "inner working", "form of the log", "no message bus", "one process", "placement only", "old name",
            "nothing without hook_drivers", "nothing without allowed_origin", "nothing without http: checks, which are errors",
        ];
        Assert.DoesNotContain(List, one => one.Word == "silent" && !reasons.Contains(one.Why));
        Assert.DoesNotContain(List, one => one.Word is not ("silent" or "done" or "refused"));
    }

    [Fact]
    public void What_the_service_reads_is_in_the_list_as_done_and_nothing_else_is()
    {
        var read = ServiceOptions.Known.SelectMany(option => option.FormerNames.Append(option.Name))
            .Concat(BackendOptions.Common(Backend).Select(option => option.Name))
            .Concat(Drivers.SelectMany(driver => driver.Options).Select(option => new OptionName(Backend, option.Name)))
            .Except(List.Where(one => one.Word == "refused").Select(one => one.Name)).Select(name => name.ToString()).Distinct().Order(StringComparer.Ordinal);
        var done = List.Where(one => one.Word == "done").Select(one => one.Name.ToString()).ToList();
        var (missing, unread) = (string.Join(", ", read.Except(done)), string.Join(", ", done.Except(read)));
        Assert.True(missing.Length + unread.Length == 0, $"Read by the service, and not \"done\" in options.tsv: {missing}; done there, and not read: {unread}");
    }

    [Fact]
    public void A_silent_option_is_neither_an_error_nor_a_warning()
    {
        var said = (from one in List
                   where one.Word == "silent"
                   from loaded in one.Section == Backend ? [Load(Backend, one.Key, "7"), Load(IniFile.Default, one.Key, "7")] : (IReadOnlyList<Loaded>)[Load(one.Section, one.Key, "7")]
                   from line in loaded.Lines()
                   select line).ToList();
        Assert.True(said.Count == 0, string.Join('\n', said));
    }

    [Fact]
    public void A_refused_option_is_an_error_that_names_it_and_what_to_do()
    {
        foreach (var one in List.Where(one => one.Word == "refused"))
        {
            var error = Assert.Single(Load(one.Section, one.Key, one.Why).Errors);
            Assert.Equal(one.Name, error.Option);
            Assert.Equal(one.Why, error.Value);
            Assert.NotEmpty(error.Remedy);
            Assert.NotNull(error.Place);
        }
    }

    [Fact]
    public void Whatever_is_refused_is_in_the_list_and_in_the_documentation()
    {
        var documentation = File.ReadAllText(Path.Combine(new SourceTree().Root, "docs/operators/configuration.md"));
        foreach (var refused in RefusedOptions.All)
        {
            Assert.Contains(List, one => one.Word == "refused" && one.Key == refused.Key);
            Assert.Contains($"`{refused.Key}`", documentation, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DEFAULT", "api_paste_config", "/etc/manila/api-paste.ini")]
    [InlineData("DEFAULT", "use_forwarded_for", "false")]
    [InlineData("DEFAULT", "share_api_class", "manila.share.api.API")]
    [InlineData("DEFAULT", "hook_drivers", "")]
    [InlineData("quota", "driver", "manila.quota.DbQuotaDriver  # as shipped")]
    [InlineData("cors", "allowed_origin", "")]
    [InlineData("healthcheck", "disable_by_file_path", "/etc/manila/healthcheck_disable")]
    public void The_value_that_Manila_ships_with_is_no_error(string section, string key, string value) => Assert.Empty(Load(section, key, value).Lines());

    static Loaded Load(string section, string key, string value)
    {
        var own = $"{key} = {value}\n";
        return Load(section switch
        {
            IniFile.Default => $"[DEFAULT]\nenabled_share_backends = backend\n{own}{Lab}",
            Backend => $"[DEFAULT]\nenabled_share_backends = backend\n{Lab}{own}",
            _ => $"[DEFAULT]\nauth_strategy = embedded\n[{section}]\n{own}", // or section keystone_authtoken would mean a Keystone
        });
    }

    const string Lab = "[backend]\nshare_driver = abaca.dummy\ndriver_handles_share_servers = false\n";

    static Loaded Load(string text) => new ConfigurationSource(new MadeUpMachine().File(Loading.Path, text), Drivers).Load([], []);

    sealed record Verdict(string Section, string Key, string Word, string Why)
    {
        public OptionName Name => new(Section, Key);
    }
}
