namespace Swarm.Core.Consensus;

/// <summary>The place of one decision: the numbers of a bucket's decisions begin anew in each epoch.</summary>
/// <param name="Epoch">The epoch of the view whose committee decides.</param>
/// <param name="Bucket">The bucket of activities it is about.</param>
/// <param name="Number">Its number in this bucket and epoch, from 0.</param>
public readonly record struct Slot(long Epoch, int Bucket, long Number)
{
    /// <summary>The slot after this one.</summary>
    public Slot Next => this with { Number = Number + 1 };

    /// <inheritdoc/>
    public override string ToString() => $"{Epoch}.{Bucket}.{Number}";
}
