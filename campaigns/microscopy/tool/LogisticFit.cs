namespace Microscopy;

/// <summary>
/// Logistic regression by gradient descent with Nesterov's momentum: finds weights that tell the patches of atoms from
/// others.
/// </summary>
internal sealed class LogisticFit(int weightCount)
{
    private const double Rate = 0.4;
    private const double Momentum = 0.9;
    private const double Decay = 1e-4;

    // The bias is the last weight, of an input that is always 1.
    private readonly double[] _weights = new double[weightCount + 1];
    private readonly double[] _velocity = new double[weightCount + 1];
    private readonly double[] _ahead = new double[weightCount + 1];
    private readonly double[] _gradient = new double[weightCount + 1];

    /// <summary>The weights so far, without the bias.</summary>
    public double[] Weights => _weights[..^1];

    /// <summary>The bias so far.</summary>
    public double Bias => _weights[^1];

    /// <summary>The log-odds that a patch shows an atom.</summary>
    public static double LogOdds(ReadOnlySpan<double> patch, ReadOnlySpan<double> weights, double bias)
    {
        double sum = bias;
        for (int i = 0; i < patch.Length; i++)
        {
            sum += patch[i] * weights[i];
        }

        return sum;
    }

    /// <summary>Goes on from the weights so far; returns the mean cross-entropy at the last step.</summary>
    public double Descend(PatchSet patches, int steps)
    {
        Array.Clear(_velocity);
        double rate = Rate / patches.MeanSquare;
        double loss = 0;
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < _weights.Length; i++)
            {
                _ahead[i] = _weights[i] + (Momentum * _velocity[i]);
            }

            loss = FindGradient(patches);
            for (int i = 0; i < _weights.Length; i++)
            {
                _velocity[i] = (Momentum * _velocity[i]) - (rate * (_gradient[i] + (Decay * _ahead[i])));
                _weights[i] += _velocity[i];
            }
        }

        return loss;
    }

    private double FindGradient(PatchSet patches)
    {
        Array.Clear(_gradient);
        double loss = 0;
        for (int n = 0; n < patches.Count; n++)
        {
            ReadOnlySpan<double> patch = patches[n];
            bool isAtom = patches.IsAtom(n);
            double odds = LogOdds(patch, _ahead.AsSpan(0, patch.Length), _ahead[^1]);
            double signed = isAtom ? -odds : odds;
            double error = (1 / (1 + Math.Exp(-odds))) - (isAtom ? 1 : 0);
            loss += Math.Max(signed, 0) + Math.Log(1 + Math.Exp(-Math.Abs(signed)));
            for (int i = 0; i < patch.Length; i++)
            {
                _gradient[i] += error * patch[i];
            }

            _gradient[^1] += error;
        }

        for (int i = 0; i < _gradient.Length; i++)
        {
            _gradient[i] /= patches.Count;
        }

        return loss / patches.Count;
    }
}
