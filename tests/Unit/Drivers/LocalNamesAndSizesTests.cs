using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public class LocalNamesAndSizesTests
{
    const long Gib = 1L << 30;

    [Theory]
    [InlineData("share-0a1b", "share-0a1b")]
    [InlineData("a.b_c-D", "a.b_c-D")]
    [InlineData(".hidden", "=2ehidden")]
    [InlineData("..", "=2e.")]
    [InlineData("a/b c=", "a=2fb=20c=3d")]
    [InlineData("ß", "=c3=9f")]
    [InlineData("", null)]
    public void Names_become_safe_file_names(string name, string? file) => Assert.Equal(file, BackendName.ToFile(name));

    [Fact]
    public void A_name_too_long_for_a_file_is_no_name() => Assert.Null(BackendName.ToFile(new string('x', BackendName.Longest + 1)));

    [Fact]
    public void Every_name_that_becomes_a_file_name_can_be_read_back_and_is_safe() => Prop.ForAll<NonNull<string>>(text =>
    {
        var name = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text.Get));
        return BackendName.ToFile(name) is not { } file
            || (BackendName.FromFile(file) == name && file.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=') && file[0] != '.');
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("share-0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("share-17", null)]
    public void The_instance_is_found_in_the_name(string name, string? instance) => Assert.Equal(instance, BackendName.InstanceIn(name));

    [Fact]
    public void A_pool_promises_no_more_than_the_disk_below_can_give()
    {
        var tight = new PoolCapacity(MostBytes: 100 * Gib, AllocatedBytes: 5 * Gib, UsedBytes: 4 * Gib, HostFreeBytes: 3 * Gib);
        Assert.Equal(7 * Gib, tight.TotalBytes);
        Assert.Equal(3 * Gib, tight.FreeBytes);
        Assert.Equal(0, (tight with { AllocatedBytes = 4 * Gib, HostFreeBytes = Gib / 2 }).FreeBytes);
        Assert.Equal(100 * Gib, (tight with { HostFreeBytes = 500 * Gib }).TotalBytes);
    }

    [Fact]
    public void The_loop_file_is_long_enough_for_every_promise_and_no_longer_than_allowed()
    {
        var capacity = new PoolCapacity(MostBytes: 100 * Gib, AllocatedBytes: Gib, UsedBytes: Gib, HostFreeBytes: 500 * Gib);
        Promise[] promises = [new(Gib, 10 * Gib), new(3 * Gib, 3 * Gib), new(5 * Gib, 2 * Gib)];
        Assert.Equal(17 * Gib, capacity.WantedLength(promises, moreBytes: 5 * Gib));
        Assert.Equal(100 * Gib, capacity.WantedLength(promises, moreBytes: 500 * Gib));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void An_image_stands_for_its_shares_size_and_is_little_longer(int gib)
    {
        Assert.Equal(gib * Gib, ImageSize.Promised(ImageSize.Of(gib)));
        Assert.InRange(ImageSize.Of(gib), gib * Gib, (gib * Gib * 1015 / 1000) + (72 << 20));
        Assert.Equal(ImageSize.Of(gib) + 1, ImageSize.Promised(ImageSize.Of(gib) + 1));
    }

    [Theory]
    [InlineData("local_pool_path", "relative/path")]
    [InlineData("local_pool_path", "/a\"b")]
    [InlineData("local_pool_size_gib", "0")]
    [InlineData("local_export_address", "0.0.0.0")]
    [InlineData("local_export_address", "::")]
    [InlineData("local_export_namespace", "../x")]
    public void An_option_that_makes_no_sense_is_named(string option, string value)
    {
        var problem = Assert.Throws<OptionException>(() => Create(option, value));
        Assert.Equal(option, problem.Option);
    }

    [Fact]
    public void Defaults_make_sense() => Assert.NotNull(Create("local_nfs_port", "0"));

    static IShareDriver Create(string option, string value)
    {
        var factory = new LocalDriverFactory();
        var values = factory.Options.Where(known => known.Default is not null).ToDictionary(known => known.Name, known => known.Default!);
        values[option] = value;
        return factory.Create(new BackendSettings(
            "local", "/state/local", values, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, new Silence()));
    }
}
