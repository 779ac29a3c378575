namespace Swarm.Simulation.Rooms;

/// <summary>
/// One-way latencies between the 17 sites of the FABRIC testbed, in milliseconds, as published with DGRO
/// (github.com/shixun404/TetriX, ipdps_test/generate_graph.py). Measured values; the matrix is symmetric.
/// </summary>
internal static class FabricSites
{
    /// <summary>The names of the sites, in the order of the rows.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        "RUTG", "EDUKY", "MASS", "SRI", "PRIN", "TOKY", "CERN", "DALL", "STAR", "UTAH", "MICH", "MAX", "AMST", "PSC",
        "GATECH", "HAWI", "NCSA",
    ];

    // Row i holds the ways to the sites before it.
    private static readonly double[][] s_wayMillis =
    [
        [],
        [11.5],
        [9.3, 15],
        [37, 30.2, 42.5],
        [1.2, 16.85, 9.5, 37.5],
        [84.6, 80, 88.6, 53.5, 84.8],
        [46, 51, 60.8, 82.4, 46.1, 130.1],
        [18, 23.1, 21.3, 22.3, 18.25, 67, 69.5],
        [12, 4.75, 15.2, 25.5, 12.1, 75, 57, 17.5],
        [27.5, 20.1, 28.8, 10.2, 27.5, 55.65, 72.3, 24, 15.45],
        [14.4, 7.3, 15.93, 28, 14.6, 77.8, 59.45, 12.2, 2.6, 18],
        [4.25, 9.38, 9.38, 37.3, 4.3, 81, 44, 15.5, 8.3, 24.46, 10.8],
        [45.09, 70.85, 60.7, 81.5, 45.5, 128.7, 8.3, 61.4, 56, 71.4, 58.6, 63.92],
        [6.06, 11.3, 11.2, 40, 6.26, 80.9, 57.5, 17.4, 10.1, 25.6, 12.7, 4.26, 50.3],
        [10.08, 15.25, 15.3, 15.3, 10.3, 85, 52.3, 21.4, 14.4, 29.5, 16.7, 8.28, 54.2, 10.13],
        [57.9, 50.72, 61.2, 43, 71.7, 74, 116.6, 41.7, 46, 44.4, 62.26, 57.8, 115.7, 59.72, 80.14],
        [22.3, 15.1, 23.8, 35.8, 22.46, 83, 67, 12.4, 10.4, 25.77, 12.92, 18.6, 66.45, 20.46, 24.5, 74],
    ];

    /// <summary>The way from one site to another, in microseconds.</summary>
    internal static long WayMicros(int from, int to) =>
        from == to ? 0 : (long)(s_wayMillis[Math.Max(from, to)][Math.Min(from, to)] * 1000);
}
