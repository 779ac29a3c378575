"""Stock grpcio against an echo server: client.py WIRE ADDRESS FOLDER. Prints "ok NAME" for each check that holds."""
import queue
import sys
import traceback

import grpc

from echo_wire import HARD_MESSAGE, SERVICE, Echo, channel

CODE = grpc.StatusCode


class Client:
    def __init__(self, connection):
        def bind(kind, name):
            return kind("/%s/%s" % (SERVICE, name), Echo.SerializeToString, Echo.FromString)

        self.say = bind(connection.unary_unary, "Say")
        self.repeat = bind(connection.unary_stream, "Repeat")
        self.join = bind(connection.stream_unary, "Join")
        self.chat = bind(connection.stream_stream, "Chat")
        self.missing = bind(connection.unary_unary, "Missing")


def fails(code, action):
    try:
        action()
    except grpc.RpcError as error:
        assert error.code() == code, "%s: %s" % (error.code(), error.details())
        return error
    raise AssertionError("the call succeeded")


def unary(client):
    assert client.say(Echo(text="hi", count=7), timeout=20) == Echo(text="hi", count=7)


def empty(client):
    assert client.say(Echo(), timeout=20) == Echo()


def large(client):
    payload = bytes(range(256)) * (3 << 12)
    assert client.say(Echo(payload=payload), timeout=20).payload == payload


def server_stream(client):
    assert [e.count for e in client.repeat(Echo(count=1000), timeout=20)] == list(range(1000))


def client_stream(client):
    answer = client.join((Echo(text=str(i)) for i in range(100)), timeout=20)
    assert answer.count == 100 and answer.text == " ".join(map(str, range(100)))


def duplex(client):
    outgoing = queue.Queue()
    call = client.chat(iter(outgoing.get, None), timeout=20)
    for i in range(100):
        outgoing.put(Echo(count=i, text="x" * i))
        assert next(call) == Echo(count=i, text="x" * i)
    outgoing.put(None)
    assert list(call) == [] and call.code() == CODE.OK


def error(client):
    failure = fails(CODE.NOT_FOUND, lambda: client.say(Echo(text="fail"), timeout=20))
    assert failure.details() == HARD_MESSAGE, repr(failure.details())
    trailers = dict(failure.trailing_metadata())
    assert trailers["why"] == "because" and trailers["why-bin"] == b"\x00\x01\xff"


def error_after_messages(client):
    seen = []
    failure = fails(CODE.ABORTED, lambda: seen.extend(client.repeat(Echo(text="fail", count=3), timeout=20)))
    assert len(seen) == 3 and failure.details() == "enough"
    fails(CODE.ABORTED, lambda: client.join(iter([Echo(text="fail")] * 5), timeout=20))


def crash(client):
    failure = fails(CODE.INTERNAL, lambda: client.say(Echo(text="crash"), timeout=20))
    assert "secret" not in failure.details()


def metadata(client):
    sent = (("x", "y z"), ("x-bin", b"\x00\xfe"))
    _, call = client.say.with_call(Echo(text="headers"), timeout=20, metadata=sent)
    headers, trailers = dict(call.initial_metadata()), dict(call.trailing_metadata())
    assert headers["echo-x"] == "y z" and headers["echo-x-bin"] == b"\x00\xfe" and trailers["after"] == "done"


def deadline(client):
    fails(CODE.DEADLINE_EXCEEDED, lambda: client.say(Echo(text="hang"), timeout=0.3))
    fails(CODE.DEADLINE_EXCEEDED, lambda: list(client.repeat(Echo(text="hang", count=2), timeout=0.3)))


def cancel(client):
    call = client.repeat(Echo(text="hang", count=2), timeout=20)
    assert next(call).count == 0
    call.cancel()
    fails(CODE.CANCELLED, lambda: list(call))
    unary(client)


def unknown_method(client):
    fails(CODE.UNIMPLEMENTED, lambda: client.missing(Echo(), timeout=20))


def oversize_request(client):
    fails(CODE.RESOURCE_EXHAUSTED, lambda: client.say(Echo(payload=bytes(5 << 20)), timeout=20))
    unary(client)


def oversize_response(client):
    fails(CODE.RESOURCE_EXHAUSTED, lambda: client.say(Echo(text="big", count=5 << 20), timeout=20))
    unary(client)


CHECKS = [
    unary, empty, large, server_stream, client_stream, duplex, error, error_after_messages, crash, metadata, deadline,
    cancel, unknown_method, oversize_request, oversize_response,
]


def main():
    wire, address, folder = sys.argv[1:]
    with channel(wire, address, folder) as connection:
        client = Client(connection)
        for check in CHECKS:
            name = check.__name__.replace("_", "-")
            try:
                check(client)
                print("ok " + name, flush=True)
            except (AssertionError, grpc.RpcError, StopIteration, KeyError):
                print("FAILED " + name, flush=True)
                traceback.print_exc()


main()
