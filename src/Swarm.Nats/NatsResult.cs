using System.Diagnostics.CodeAnalysis;

namespace Swarm.Nats;

/// <summary>A value, or the reason why there is none: for callers to whom failure is no news.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct NatsResult<T>
{
    private readonly T? _value;

    internal NatsResult(T value) => _value = value;

    internal NatsResult(Exception error) => Error = error;

    /// <summary>Why there is no value; null if there is one.</summary>
    public Exception? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Success => Error is null;

    /// <summary>The value.</summary>
    /// <exception cref="NatsException">There is none; the inner exception says why.</exception>
    public T Value => Error is null ? _value! : throw new NatsException(Error.Message, Error);

    /// <summary>The value, or throws <see cref="Error"/> as it is.</summary>
    /// <exception cref="NatsException">There is no value.</exception>
    public T GetValueOrThrow() => Error is null ? _value! : throw Error;
}
