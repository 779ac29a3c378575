using Swarm.Core.Membership;

namespace Swarm.Core.Ledger;

/// <summary>The activities that can run, by bucket, each bucket in the common order.</summary>
internal sealed class ReadySet
{
    private SortedSet<ReadyActivity>[] _buckets = [[]];
    private MemberView _view = MemberView.None;

    /// <summary>How many there are.</summary>
    internal int Count { get; private set; }

    /// <summary>How many ever became ready.</summary>
    internal long Added { get; private set; }

    internal void Add(ReadyActivity ready)
    {
        Invariant.That(_buckets[Spread.Bucket(ready.Activity, _view)].Add(ready), "an activity becomes ready once");
        Count++;
        Added++;
    }

    internal void Remove(ReadyActivity ready)
    {
        Invariant.That(_buckets[Spread.Bucket(ready.Activity, _view)].Remove(ready), "only the ready stop being ready");
        Count--;
    }

    /// <summary>The activities of a bucket, first those that are given away first.</summary>
    internal IEnumerable<ReadyActivity> In(int bucket) => _buckets[bucket];

    /// <summary>How many there are in a bucket.</summary>
    internal int CountIn(int bucket) => _buckets[bucket].Count;

    /// <summary>Spreads everything anew: a view may have other buckets.</summary>
    internal void Use(MemberView view)
    {
        bool same = view.BucketBits == _view.BucketBits;
        _view = view;
        if (same)
        {
            return;
        }

        SortedSet<ReadyActivity>[] before = _buckets;
        _buckets = [.. Enumerable.Range(0, view.Buckets).Select(_ => new SortedSet<ReadyActivity>())];
        foreach (ReadyActivity ready in before.SelectMany(bucket => bucket))
        {
            _buckets[Spread.Bucket(ready.Activity, view)].Add(ready);
        }
    }
}
