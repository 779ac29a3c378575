namespace Swarm.Protocol;

/// <summary>
/// Remembers what was made of recent texts, so that a hundred thousand activities share their plugin's name, their
/// option keys and their folders. It has a fixed size and forgets on collision: nobody can make it grow.
/// </summary>
/// <param name="make">Makes the value of a text; what it throws passes through.</param>
internal sealed class RecentTable<T>(Func<string, T> make)
{
    private const int Slots = 1024;
    private const int MaxTextLength = 128;

    private readonly (string? Text, T Value)[] _slots = new (string?, T)[Slots];

    /// <summary>The value of a text: the one made before if it is remembered.</summary>
    internal T Get(string text)
    {
        if (text.Length > MaxTextLength)
        {
            return make(text);
        }

        ref (string? Text, T Value) slot = ref _slots[string.GetHashCode(text) & (Slots - 1)];
        if (slot.Text != text)
        {
            slot = (text, make(text));
        }

        return slot.Value;
    }
}
