"""The echo service on stock grpcio: server.py WIRE FOLDER. Prints its address; ends when its input does."""
import sys
import threading
from concurrent import futures

import grpc

from echo_wire import HARD_MESSAGE, SERVICE, Echo, listen


def wait_for_end(context):
    ended = threading.Event()
    if context.add_callback(ended.set):
        ended.wait()


def say(request, context):
    metadata = dict(context.invocation_metadata())
    if request.text == "fail":
        context.set_trailing_metadata((("why", "because"), ("why-bin", b"\x00\x01\xff")))
        context.abort(grpc.StatusCode.NOT_FOUND, HARD_MESSAGE)
    if request.text == "hang":
        wait_for_end(context)
    if request.text == "big":
        return Echo(payload=bytes(request.count))
    if request.text == "headers":
        context.send_initial_metadata((("echo-x", metadata["x"]), ("echo-x-bin", metadata["x-bin"])))
        context.set_trailing_metadata((("after", "done"),))
    return request


def repeat(request, context):
    for i in range(request.count):
        yield Echo(text=request.text, count=i, payload=request.payload)
    if request.text == "fail":
        context.abort(grpc.StatusCode.ABORTED, "enough")
    if request.text == "hang":
        wait_for_end(context)


def join(requests, context):
    texts = []
    for request in requests:
        texts.append(request.text)
        if request.text == "fail":
            context.abort(grpc.StatusCode.ABORTED, "enough")
    return Echo(text=" ".join(texts), count=len(texts))


def chat(requests, context):
    for request in requests:
        if request.text == "fail":
            context.abort(grpc.StatusCode.ABORTED, "enough")
        yield request


def codec():
    return {"request_deserializer": Echo.FromString, "response_serializer": Echo.SerializeToString}


def main():
    server = grpc.server(futures.ThreadPoolExecutor(16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {
        "Say": grpc.unary_unary_rpc_method_handler(say, **codec()),
        "Repeat": grpc.unary_stream_rpc_method_handler(repeat, **codec()),
        "Join": grpc.stream_unary_rpc_method_handler(join, **codec()),
        "Chat": grpc.stream_stream_rpc_method_handler(chat, **codec()),
    }),))
    address = listen(server, sys.argv[1], sys.argv[2])
    server.start()
    print(address, flush=True)
    sys.stdin.read()
    server.stop(None).wait()


main()
