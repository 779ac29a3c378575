using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Swarm.Grpc.Server;

/// <summary>
/// Runs one call: checks that it is gRPC, asks the rules, runs the method, and ends with exactly one status.
/// </summary>
internal sealed class GrpcDispatch(
    IReadOnlyList<Func<ServerCall, GrpcStatus?>> rules, TimeProvider time, ILogger logger)
{
    private const string ContentType = "application/grpc";

    /// <summary>Answers one HTTP request for a method.</summary>
    internal async Task RunAsync(HttpContext http, BoundMethod method)
    {
        if (!RequireGrpc(http))
        {
            return;
        }

        LiftRequestLimits(http, method);
        if (!ReadTimeout(http.Request, out TimeSpan? timeout))
        {
            End(http.Response.Headers, new GrpcStatus(GrpcStatusCode.Internal, "The grpc-timeout is malformed."));
            return;
        }

        using ServerCall call = new(http, method.Limits, timeout, time);
        GrpcStatus status = await AnswerAsync(call, method).ConfigureAwait(false);

        // Before the first message headers and trailers are one block, as the protocol wants it.
        bool isOneBlock = !call.HasBegun;
        call.BeginResponse();
        IHeaderDictionary trailers = isOneBlock
            ? http.Response.Headers
            : http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        End(trailers, status);
        ServerCall.CopyTo(trailers, call.ResponseTrailers);
    }

    /// <summary>Answers a gRPC request for a method nobody has; any other request is simply not found.</summary>
    internal static Task RunUnknown(HttpContext http)
    {
        if (!IsGrpc(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        http.Response.ContentType = ContentType;
        End(
            http.Response.Headers,
            new GrpcStatus(GrpcStatusCode.Unimplemented, $"There is no method {http.Request.Path}."));
        return Task.CompletedTask;
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is ';' or '+');

    private static bool RequireGrpc(HttpContext http)
    {
        if (!IsGrpc(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return false;
        }

        http.Response.ContentType = ContentType;
        return true;
    }

    /// <summary>
    /// HTTP's own limits are for uploads: the frame reader bounds messages instead, and a stream may be silent.
    /// </summary>
    private static void LiftRequestLimits(HttpContext http, BoundMethod method)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (method.ClientStreams && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static bool ReadTimeout(HttpRequest request, out TimeSpan? timeout)
    {
        timeout = null;
        if (!request.Headers.TryGetValue("grpc-timeout", out var header))
        {
            return true;
        }

        bool valid = Deadline.TryParse(header.ToString(), out TimeSpan value);
        timeout = value;
        return valid;
    }

    private async Task<GrpcStatus> AnswerAsync(ServerCall call, BoundMethod method)
    {
        try
        {
            foreach (Func<ServerCall, GrpcStatus?> rule in rules)
            {
                if (rule(call) is { } refusal)
                {
                    return refusal;
                }
            }

            await method.Body(call).ConfigureAwait(false);
            return GrpcStatus.Ok;
        }
        catch (GrpcException chosen)
        {
            foreach (KeyValuePair<string, string> trailer in chosen.Trailers)
            {
                call.ResponseTrailers.AddReceived(trailer.Key, trailer.Value);
            }

            return chosen.Status;
        }
        catch (OperationCanceledException)
        {
            return call.DeadlinePassed
                ? new GrpcStatus(GrpcStatusCode.DeadlineExceeded, "The deadline passed on the server.")
                : new GrpcStatus(GrpcStatusCode.Cancelled, "The call was cancelled.");
        }
        catch (Exception unexpected)
        {
            // The one catch-all of this project: whatever a method throws, its client gets a status and no secrets.
            Log.MethodFailed(logger, unexpected, method.Path);
            return new GrpcStatus(GrpcStatusCode.Internal, "The server failed; its log says why.");
        }
    }

    private static void End(IHeaderDictionary trailers, GrpcStatus status)
    {
        trailers["grpc-status"] = ((int)status.Code).ToString(CultureInfo.InvariantCulture);
        if (status.Detail.Length > 0)
        {
            trailers["grpc-message"] = StatusMessage.Encode(status.Detail);
        }
    }
}
