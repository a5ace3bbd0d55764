using System.Reflection;
using Abaca.Server.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Tests.Server.Races;

/// <summary>The transactions of some classes, each of which waits until all are there.</summary>
public sealed class Meeting
{
    readonly Lock one = new();
    TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    List<string> awaited = [];

    /// <summary>How many times all of them came since they were named.</summary>
    public int Times { get; private set; }

    /// <summary>Puts the door in front of a service's database.</summary>
    public void Guard(WebApplicationBuilder builder)
    {
        var made = builder.Services.Last(one => one.ServiceType == typeof(Db)).ImplementationFactory!;
        builder.Services.AddSingleton<Db>(services => new MeetingDb((Db)made(services), this));
    }

    /// <summary>From now on these wait for each other once; a class that is named twice has to come twice.</summary>
    public void Of(params string[] classes)
    {
        lock (one)
        {
            awaited = [.. classes];
            Times = 0;
            all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits if the work is one of them.</summary>
    internal Task Come(Delegate work)
    {
        lock (one)
        {
            if (awaited.Count == 0 || Names(work).FirstOrDefault(awaited.Contains) is not { } name) return Task.CompletedTask;
            awaited.Remove(name);
            if (awaited.Count > 0) return all.Task;
            Times++;
            all.SetResult();
            return Task.CompletedTask;
        }
    }

    // The class whose method the work is, and of works that it was wrapped around.
    static IEnumerable<string> Names(Delegate work)
    {
        for (var type = work.Method.DeclaringType; type is not null; type = type.DeclaringType) yield return type.Name;
        if (work.Target is not { } closure) yield break;
        foreach (var field in closure.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            if (field.GetValue(closure) is Delegate wrapped)
                foreach (var name in Names(wrapped)) yield return name;
    }
}
