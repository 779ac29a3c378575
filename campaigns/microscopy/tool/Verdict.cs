namespace Microscopy;

/// <summary>The best detector, the scores that made it so, and the detector itself.</summary>
internal sealed record Verdict(string Model, string Metric, Scores Scores, DetectorModel Detector);
