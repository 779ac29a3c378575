using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Swarm.Grpc.Client;

/// <summary>
/// One HTTP/2 request and its response, as every kind of call uses it: headers out, headers in, deadline,
/// cancellation, and the translation of whatever breaks.
/// </summary>
internal sealed class HttpExchange : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly string _path;
    private readonly GrpcCallOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _end;
    private CancellationTokenRegistration _hangUp;
    private HttpRequestMessage? _request;
    private HttpResponseMessage? _response;

    /// <summary>Starts the clock of the call; nothing is sent yet.</summary>
    internal HttpExchange(
        GrpcChannel channel, string path, GrpcCallOptions options, CancellationToken cancellationToken)
    {
        _channel = channel;
        _path = path;
        _options = options;
        _caller = cancellationToken;
        Limits = options.Limits ?? channel.Options.Limits;
        if (options.Timeout is { } timeout && timeout <= Deadline.LongestTimer)
        {
            TimeSpan left = timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero;
            _deadline = new CancellationTokenSource(left, channel.Options.Time);
        }

        _end = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, channel.Disposed, _deadline?.Token ?? CancellationToken.None);
    }

    /// <summary>Fires at the deadline, when the caller cancels, and when the call or its channel is disposed.</summary>
    internal CancellationToken Ended => _end.Token;

    /// <summary>The largest messages of this call.</summary>
    internal GrpcLimits Limits { get; }

    /// <summary>What the server said first; empty before.</summary>
    internal GrpcMetadata Headers { get; private set; } = [];

    /// <summary>What the server said last; empty before.</summary>
    internal GrpcMetadata Trailers { get; private set; } = [];

    /// <summary>Sends the request and waits for the response's headers.</summary>
    /// <exception cref="GrpcException">There is no response, or not one of a gRPC server.</exception>
    internal async Task<HttpResponseMessage> SendAsync(HttpContent content)
    {
        _request = CreateRequest(content);
        try
        {
            _response = await _channel.Invoker.SendAsync(_request, Ended).ConfigureAwait(false);
        }
        catch (Exception broken) when (TransportErrors.Covers(broken))
        {
            throw Explain(broken);
        }

        // From here the request's own token is no longer watched; closing the response resets the stream.
        _hangUp = Ended.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), _response);
        RequireGrpc(_response);
        Headers = Collect(_response.Headers);
        return _response;
    }

    /// <summary>Reads the status that ends the call; a call without one has not ended well.</summary>
    internal GrpcStatus ReadStatus(HttpResponseMessage response)
    {
        HttpResponseHeaders source =
            response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        Trailers = Collect(source);
        string? code = First(source, "grpc-status");
        if (!int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return new GrpcStatus(GrpcStatusCode.Unknown, $"{_channel.Address} ended the call without a status.");
        }

        string detail = StatusMessage.Decode(First(source, "grpc-message") ?? "");
        return number switch
        {
            0 => GrpcStatus.Ok,
            <= 16 => new GrpcStatus((GrpcStatusCode)number, detail),
            _ => new GrpcStatus(GrpcStatusCode.Unknown, $"Status {number}: {detail}"),
        };
    }

    /// <summary>Turns what the transport threw into what the caller is told.</summary>
    internal Exception Explain(Exception broken)
    {
        if (broken is GrpcException)
        {
            return broken;
        }

        if (_deadline is { IsCancellationRequested: true } && !_caller.IsCancellationRequested)
        {
            return new GrpcException(
                new GrpcStatus(GrpcStatusCode.DeadlineExceeded, $"{_path} did not end within {_options.Timeout}."),
                cause: broken);
        }

        if (_end.IsCancellationRequested)
        {
            return _channel.Options.ThrowOperationCanceledOnCancellation
                ? new OperationCanceledException($"{_path} was cancelled.", broken, _caller)
                : new GrpcException(
                    new GrpcStatus(GrpcStatusCode.Cancelled, $"{_path} was cancelled."), cause: broken);
        }

        return new GrpcException(TransportErrors.ToStatus(broken, _channel.Address), cause: broken);
    }

    /// <summary>Gives the call up on both sides; harmless when it has ended.</summary>
    internal void Cancel() => _end.Cancel();

    /// <summary>Lets everything of the call go; resets the stream if it is still open.</summary>
    public void Dispose()
    {
        _hangUp.Dispose();
        _response?.Dispose();
        _request?.Dispose();
        _end.Dispose();
        _deadline?.Dispose();
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private static GrpcMetadata Collect(HttpResponseHeaders headers)
    {
        GrpcMetadata metadata = [];
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            foreach (string value in values)
            {
                metadata.AddReceived(name, value);
            }
        }

        return metadata;
    }

    private static void RequireGrpc(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK && !response.Headers.Contains("grpc-status"))
        {
            throw new GrpcException(
                TransportErrors.OfHttp(response.StatusCode),
                $"The server answered HTTP {(int)response.StatusCode} and no gRPC status.");
        }

        string? type = response.Content.Headers.ContentType?.MediaType;
        if (type?.StartsWith("application/grpc", StringComparison.Ordinal) != true
            && !response.Headers.Contains("grpc-status"))
        {
            throw new GrpcException(
                GrpcStatusCode.Unknown, $"The server answered {type ?? "nothing"}, not application/grpc.");
        }
    }

    private HttpRequestMessage CreateRequest(HttpContent content)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(_channel.Authority, _path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", "grpc-swarm/1");
        if (_options.Timeout is { } timeout)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", Deadline.Format(timeout));
        }

        foreach ((string name, string value) in _options.Metadata ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
