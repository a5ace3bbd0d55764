using Abaca.Server.Data;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Unit.Data;

/// <summary>Who selects more behind a row's columns counts them: a column that joins must be counted.</summary>
public sealed class RowColumnsTests
{
    [Fact]
    public void A_share_has_as_many_columns_as_it_says() => Assert.Equal(ShareRows.Count, Number(ShareRows.Columns));

    [Fact]
    public void A_snapshot_has_as_many_columns_as_it_says()
    {
        Assert.Equal(SnapshotRows.Count, Number(SnapshotRows.Columns));
        Assert.Equal(SnapshotRows.Count, Number(SnapshotRows.ColumnsOfInstance));
    }

    /// <summary>Columns are parted by the commas that stand in no brackets.</summary>
    static int Number(Sql columns)
    {
        var (depth, number) = (0, 1);
        foreach (var character in columns.Text)
        {
            depth += character switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0 && character == ',') number++;
        }
        return number;
    }
}
