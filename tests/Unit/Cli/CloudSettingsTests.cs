using Abaca.Client;
using Xunit;

namespace Abaca.Tests.Unit.Cli;

public sealed class CloudSettingsTests : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("abaca-clouds").FullName;
    readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    CloudSettings Read(CloudChoice? choice = null) => new CloudSettingsReader(new ProcessSurroundings(
        environment.GetValueOrDefault, Path.Combine(directory, "here"), Path.Combine(directory, "home"), Path.Combine(directory, "etc"), Path.Combine(directory, "state")))
        .Read(choice ?? new CloudChoice());

    void Write(string file, string text)
    {
        var path = Path.Combine(directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    const string Two = """
        shared: &shared
          region_name: one
          auth: {auth_url: "http://k/v3", user_domain_name: Default, project_domain_id: default}
        clouds:
          dev:
            <<: *shared
            interface: internalURL
            verify: false
            auth: {auth_url: "http://k:5000", username: dev, password: weak, project_name: p}
          ops:
            auth_type: v3applicationcredential
            regions: [{name: two}]
            auth: {auth_url: "http://k/v3", application_credential_id: ac}
        """;

    [Fact]
    public void A_named_cloud_comes_from_the_file_with_its_secrets_laid_over()
    {
        Write("home/.config/openstack/clouds.yaml", Two);
        Write("etc/secure.yaml", "clouds: {ops: {auth: {application_credential_secret: sss}}, dev: {auth: {password: strong}}}");
        environment["OS_CLOUD"] = "dev";
        var dev = Read();
        Assert.Equal(("strong", "internal", "one", false), (dev.Password!.Reveal(), dev.Interface, dev.Region, dev.Tls.Verify));
        var ops = Read(new CloudChoice("ops"));
        Assert.Equal((AuthType.ApplicationCredential, "sss", "two"), (ops.AuthType, ops.CredentialSecret!.Reveal(), ops.Region));
        Assert.DoesNotContain("strong", dev.ToString());
    }

    [Fact]
    public void The_working_directory_comes_before_the_home_directory_before_the_system()
    {
        foreach (var (file, user) in (ReadOnlySpan<(string, string)>)[("etc/clouds.yaml", "etc"), ("home/.config/openstack/clouds.yaml", "home"), ("here/clouds.yaml", "here")])
        {
            Write(file, "clouds: {only: {auth: {auth_url: \"http://k/v3\", username: " + user + ", password: x}}}");
            Assert.Equal(user, Read().User.Name);
        }
    }

    [Fact]
    public void The_variables_win_over_a_file_that_nobody_named()
    {
        Write("here/clouds.yaml", """clouds: {only: {auth: {auth_url: "http://k/v3", username: file, password: x}}}""");
        (environment["OS_AUTH_URL"], environment["OS_USERNAME"], environment["OS_PASSWORD"]) = ("http://k/v3", "variable", "x");
        Assert.Equal("variable", Read().User.Name);
    }

    [Fact]
    public void A_service_on_this_machine_is_used_when_nothing_is_configured()
    {
        const string Local = """clouds: {abaca-demo: {auth: {auth_url: "http://l/v3", username: demo, password: x}}, abaca: {auth: {auth_url: "http://l/v3", username: admin, password: x}}}""";
        Write("state/clouds.yaml", Local);
        Assert.Equal("admin", Read().User.Name);
        Assert.Equal("demo", Read(new CloudChoice("abaca-demo")).User.Name);
        Write("elsewhere/clouds.yaml", Local.Replace("admin", "other", StringComparison.Ordinal));
        environment["ABACA_STATE"] = Path.Combine(directory, "elsewhere");
        Assert.Equal("other", Read().User.Name);
    }

    [Fact]
    public void Without_keystone_an_endpoint_is_enough()
    {
        (environment["OS_AUTH_TYPE"], environment["OS_ENDPOINT"]) = ("none", "http://m:8786/v2");
        Assert.Equal((AuthType.None, new Uri("http://m:8786/v2")), (Read().AuthType, Read().Endpoint));
    }

    [Fact]
    public void What_is_missing_is_named_with_its_key()
    {
        environment["OS_AUTH_URL"] = "http://k/v3";
        var missing = Assert.Throws<ClientException>(() => Read());
        Assert.Equal("the user is missing in the OS_* environment variables", missing.Message);
        Assert.Contains("OS_USERNAME", missing.Remedy);
    }

    [Fact]
    public void Several_clouds_and_no_choice_are_listed()
    {
        Write("here/clouds.yaml", Two);
        Assert.Equal("set OS_CLOUD or give --os-cloud with one of: dev, ops", Assert.Throws<ClientException>(() => Read()).Remedy);
        Assert.Equal("name one of: dev, ops", Assert.Throws<ClientException>(() => Read(new CloudChoice("no"))).Remedy);
    }

    [Fact]
    public void Nothing_at_all_says_what_to_do() =>
        Assert.StartsWith("start a service with 'abaca serve'", Assert.Throws<ClientException>(() => Read()).Remedy);

    [Fact]
    public void A_broken_file_is_named_with_its_line()
    {
        Write("here/clouds.yaml", "clouds:\n  a: [\n");
        Assert.Contains("clouds.yaml, line", Assert.Throws<ClientException>(() => Read()).Where);
    }

    [Theory]
    [InlineData("OS_SYSTEM_SCOPE=all", """{"system":{"all":true}}""")]
    [InlineData("OS_DOMAIN_NAME=d", """{"domain":{"name":"d"}}""")]
    [InlineData("OS_PROJECT_ID=p", """{"project":{"id":"p"}}""")]
    [InlineData("OS_PROJECT_NAME=p;OS_PROJECT_DOMAIN_NAME=d", """{"project":{"name":"p","domain":{"name":"d"}}}""")]
    public void A_scope_is_written_as_keystone_wants_it(string variables, string scope)
    {
        (environment["OS_AUTH_URL"], environment["OS_AUTH_TYPE"], environment["OS_TOKEN"]) = ("http://k/v3", "token", "t");
        foreach (var variable in variables.Split(';')) environment[variable.Split('=')[0]] = variable.Split('=')[1];
        Assert.Equal($$$"""{"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":{{{scope}}}}}""", TokenRequest.Of(Read()).ToJsonString());
    }

    [Fact]
    public void An_application_credential_names_no_scope()
    {
        (environment["OS_AUTH_URL"], environment["OS_APPLICATION_CREDENTIAL_ID"], environment["OS_APPLICATION_CREDENTIAL_SECRET"], environment["OS_PROJECT_NAME"]) = ("http://k/v3", "ac", "sss", "p");
        Assert.Equal("""{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"ac","secret":"sss"}}}}""", TokenRequest.Of(Read()).ToJsonString());
    }
}
