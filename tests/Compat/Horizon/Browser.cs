using System.Runtime.CompilerServices;
using Abaca.Tests.Compat.Service;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using Xunit;
using Xunit.Sdk;

namespace Abaca.Tests.Compat.Horizon;

/// <summary>
/// A headless Chromium that somebody looks at Horizon with. It does what people do (clicks links and buttons, fills forms), and fails when a page
/// is an error page or says "Error". A picture of the page is kept when a step fails.
/// </summary>
sealed class Browser : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    readonly Dashboard dashboard;
    readonly string profile = Directory.CreateTempSubdirectory("abaca-browser-").FullName;
    readonly ChromeDriver driver;

    Browser(Dashboard dashboard)
    {
        this.dashboard = dashboard;
        var options = new ChromeOptions { BinaryLocation = "/usr/bin/chromium" };
        options.AddArguments(
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server", "--disable-background-networking",
            "--disable-component-update", "--no-first-run", "--window-size=1600,1400", $"--user-data-dir={profile}");
        var service = ChromeDriverService.CreateDefaultService("/usr/bin", "chromedriver");
        service.SuppressInitialDiagnosticInformation = true;
        driver = new ChromeDriver(service, options, TimeSpan.FromSeconds(120));
    }

    /// <summary>Where pictures go: ABACA_PICTURES, or a directory beside the tests.</summary>
    static string Pictures => Environment.GetEnvironmentVariable("ABACA_PICTURES") is { Length: > 0 } named ? named : System.IO.Path.Combine(AppContext.BaseDirectory, "pictures");

    /// <summary>Opens one and signs somebody in.</summary>
    public static Browser SignedIn(Dashboard dashboard, string user, string password)
    {
        var browser = new Browser(dashboard);
        browser.Step($"sign in as {user}", () =>
        {
            browser.Go("/auth/login/?next=/project/shares/");
            browser.Find("#id_username").SendKeys(user);
            browser.Find("#id_password").SendKeys(password);
            browser.Find("#loginBtn").Click();
            browser.Until("the page of shares", () => browser.Path == "/project/shares/");
            browser.MustBeGood();
        });
        return browser;
    }

    /// <summary>Opens one, signs somebody in at the front door, and answers with the page that Horizon leads to.</summary>
    public static string HomeOf(Dashboard dashboard, string user, string password)
    {
        using var browser = new Browser(dashboard);
        browser.Step($"sign in as {user} at the front door", () =>
        {
            browser.Go("/");
            browser.Find("#id_username").SendKeys(user);
            browser.Find("#id_password").SendKeys(password);
            browser.Find("#loginBtn").Click();
            browser.Until("a page behind the login", () => !browser.Path.StartsWith("/auth/", StringComparison.Ordinal));
            browser.MustBeGood();
        });
        return browser.Path;
    }

    /// <summary>Path of the page.</summary>
    public string Path => new Uri(driver.Url).AbsolutePath;

    /// <summary>Does one thing; when that fails, keeps a picture of the page and says where.</summary>
    public void Step(string what, Action action, [CallerMemberName] string test = "")
    {
        try
        {
            action();
        }
        catch (Exception failed) when (failed is WebDriverException or XunitException)
        {
            Directory.CreateDirectory(Pictures);
            var picture = System.IO.Path.Combine(Pictures, $"{test}-{string.Concat(what.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}.png");
            driver.GetScreenshot().SaveAsFile(picture);
            Assert.Fail($"{what}: {failed.Message}\nThe page was {driver.Url}; its picture is {picture}\n{string.Join('\n', dashboard.Log.Split('\n').TakeLast(30))}");
        }
    }

    /// <summary>Opens a page, which must be a good one.</summary>
    public void Open(string path)
    {
        Go(path);
        MustBeGood();
    }

    /// <summary>Paths of the links of the page below one of these.</summary>
    public IReadOnlyList<string> Links(params string[] below) =>
        [.. driver.FindElements(By.CssSelector("a[href]")).Select(a => a.GetDomAttribute("href")!).Where(h => below.Any(b => h.StartsWith(b, StringComparison.Ordinal)))
            .Select(h => h.Split('?', '#')[0]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Clicks a button or link above a table, by the end of its id.</summary>
    public void Press(string action) => Find($"[id$='__action_{action}']").Click();

    /// <summary>Chooses an action of a table's row, which may be in the row's menu.</summary>
    public void Press(string row, string action)
    {
        var button = Find(Row(row), By.CssSelector($"[id$='__action_{action}']"));
        if (!button.Displayed) Find(Row(row), By.CssSelector("td.actions_column .dropdown-toggle")).Click();
        Until($"the action {action} of {row} to be shown", () => button.Displayed);
        button.Click();
    }

    /// <summary>Fills a field of the form that is open.</summary>
    public void Fill(string field, string text)
    {
        var input = Find($".modal form #id_{field}");
        input.Clear();
        input.SendKeys(text);
    }

    /// <summary>Chooses from a list of the form that is open, by the words shown.</summary>
    public void Choose(string field, string shown)
    {
        var list = Find($".modal form #id_{field}");
        var option = Until($"{shown} in the list {field}", () => list.FindElements(By.TagName("option")).FirstOrDefault(o => Words(o).Contains(shown, StringComparison.Ordinal)));
        // The list itself is hidden behind one of the theme's own; what a click there does is this.
        driver.ExecuteScript("$(arguments[0]).val(arguments[1]).trigger('change')", list, option.GetDomProperty("value"));
    }

    /// <summary>Sets or clears a mark of the form that is open.</summary>
    public void Mark(string field, bool set = true)
    {
        var mark = Find($".modal form #id_{field}");
        if (mark.Selected != set) driver.ExecuteScript("$(arguments[0]).click()", mark);
    }

    /// <summary>Adds somebody to the members in the form that is open.</summary>
    public void Add(string member) => Find(
        By.CssSelector(".modal .available_members"), By.XPath($".//li[normalize-space(.)='{member}']/ancestor::ul[contains(@class, 'btn-group')]//a[@href='#add_remove']")).Click();

    /// <summary>Sends the form, or agrees to the question, that is open; the page must then say that it was done.</summary>
    public void Send()
    {
        var before = Find("body");
        Find(".modal .modal-footer .btn-primary, .modal .modal-footer .btn-danger").Click();
        Until("the page to be loaded anew", () => IsGone(before) || Errors().Count > 0);
        MustBeGood();
        Until("the page to say that it was done", () => driver.FindElements(By.CssSelector(".alert-success, .alert-info")).Count > 0);
    }

    /// <summary>Sends the form that is open; the page must then say this.</summary>
    public void SendInVain(string words)
    {
        Find(".modal .modal-footer .btn-primary").Click();
        Until($"the page to say {words}", () => Errors().Exists(e => e.Contains(words, StringComparison.Ordinal)));
        Go(Path);
    }

    /// <summary>Waits until a row has these words, loading the page again and again.</summary>
    public void UntilRow(string row, string words, string? path = null)
    {
        var page = path ?? Path;
        Until($"{row} to say {words}", () =>
        {
            Open(page);
            var there = driver.FindElements(Row(row));
            return there.Count > 0 && Words(there[0]).Contains(words, StringComparison.OrdinalIgnoreCase);
        });
    }

    /// <summary>Waits until a row offers an action.</summary>
    public void UntilAction(string row, string action)
    {
        var page = Path;
        Until($"{row} to offer {action}", () =>
        {
            Open(page);
            return driver.FindElements(Row(row)).FirstOrDefault()?.FindElements(By.CssSelector($"[id$='__action_{action}']")).Count > 0;
        });
    }

    /// <summary>Waits until there is no such row.</summary>
    public void UntilNoRow(string row, string? path = null)
    {
        var page = path ?? Path;
        Until($"{row} to be gone", () =>
        {
            Open(page);
            return driver.FindElements(Row(row)).Count == 0;
        });
    }

    /// <summary>Words of the page's middle.</summary>
    public string Text => Words(Find("#content_body, #main_content"));

    /// <summary>What stands in the fields of the page's middle.</summary>
    public string Fields => string.Join('\n', driver.FindElements(By.CssSelector("#content_body input, #main_content input")).Select(i => i.GetDomProperty("value")));

    /// <summary>Follows the link of a row's name.</summary>
    public void Follow(string row)
    {
        Find(Row(row), By.LinkText(row)).Click();
        Until("another page", () => driver.FindElements(Row(row)).Count == 0);
        MustBeGood();
    }

    /// <summary>Follows the first link of a row.</summary>
    public void FollowFirst(string row)
    {
        Find(Row(row), By.CssSelector("td a[href]")).Click();
        Until("another page", () => driver.FindElements(Row(row)).Count == 0);
        MustBeGood();
    }

    /// <summary>Fails when the page is an error page, or says that something went wrong.</summary>
    public void MustBeGood()
    {
        Until("the page to be complete", () => driver.ExecuteScript("return document.readyState")?.Equals("complete") == true);
        var status = Convert.ToInt32(driver.ExecuteScript("return performance.getEntriesByType('navigation')[0].responseStatus"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(status == 200, $"{Path} answers {status}: {driver.Title}");
        Assert.True(Path != "/auth/login/", "somebody is not signed in any more");
        var errors = Errors();
        Assert.True(errors.Count == 0, $"{Path} says: {string.Join("; ", errors)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        driver.Quit();
        driver.Dispose();
        Directory.Delete(profile, recursive: true);
    }

    void Go(string path) => driver.Navigate().GoToUrl(new Uri(dashboard.Url, path));

    IWebElement Find(string selector) => Until(selector, () => driver.FindElements(By.CssSelector(selector)).FirstOrDefault(e => e.Displayed || e.TagName is "select" or "input"));

    IWebElement Find(By inside, By what) => Until($"{what} in {inside}", () => driver.FindElements(inside).FirstOrDefault()?.FindElements(what).FirstOrDefault());

    List<string> Errors() => [.. driver.FindElements(By.CssSelector(".alert-danger, .alert-warning, .form-group.has-error, .error .help-block")).Where(e => e.Displayed).Select(Words)];

    static By Row(string name) => By.XPath($"//table//tbody/tr[td[normalize-space(.)='{name}' or .//a[normalize-space(.)='{name}']]]");

    static bool IsGone(IWebElement element)
    {
        try
        {
            _ = element.Displayed;
            return false;
        }
        catch (StaleElementReferenceException)
        {
            return true;
        }
    }

    static string Words(IWebElement element) => string.Join(' ', (element.GetDomProperty("textContent") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    void Until(string what, Func<bool> condition) => Until(what, () => condition() ? this : null);

    static T Until<T>(string what, Func<T?> look) where T : class
    {
        T? found = null;
        var so = Deadline.Holds(() =>
        {
            try
            {
                return (found = look()) is not null;
            }
            catch (StaleElementReferenceException)
            {
                return false; // the page changed while it was looked at
            }
        }, Longest).GetAwaiter().GetResult();
        Assert.True(so, $"waited {Longest.TotalSeconds} s for {what}");
        return found!;
    }
}
