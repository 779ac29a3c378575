using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Swarm.Cli.Agent;

/// <summary>
/// Sends what an agent measures, and the spans of what it does, to an OpenTelemetry collector, if the platform's usual
/// variables <c>OTEL_EXPORTER_OTLP_*</c> name one.
/// </summary>
internal sealed class AgentTelemetry : IDisposable
{
    private const string SourceName = "Swarm";
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private AgentTelemetry(string agent)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService(
            "swarm",
            serviceVersion: typeof(AgentTelemetry).Assembly.GetName().Version?.ToString(3),
            serviceInstanceId: agent);
        _traces = OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource).AddSource(SourceName).AddOtlpExporter().Build();
        _metrics = OpenTelemetry.Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource).AddMeter(SourceName).AddOtlpExporter().Build();
    }

    /// <summary>Begins to send; nothing when nobody said where to.</summary>
    internal static AgentTelemetry? Start(string agent) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)) ? null : new AgentTelemetry(agent);

    /// <summary>Sends what is left and ends.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
