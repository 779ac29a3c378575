"""The echo service's messages and credentials, for the stock Python client and server of the wire tests."""
import os
import sys
import tempfile

import grpc
from grpc_tools import protoc

_made = tempfile.TemporaryDirectory()
_proto = os.environ["ECHO_PROTO"]
if protoc.main(["protoc", "-I" + os.path.dirname(_proto), "--python_out=" + _made.name, _proto]) != 0:
    sys.exit("protoc failed")
sys.path.insert(0, _made.name)
from echo_pb2 import Echo  # noqa: E402  (it exists only now)

SERVICE = "swarm.test.echo.EchoService"
HARD_MESSAGE = "100% na\u00efve:\n\u2603 \U0001d11e ~\u007f"


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def channel(wire, address, folder):
    if wire != "tls":
        return grpc.insecure_channel(address)
    credentials = grpc.ssl_channel_credentials(
        read(folder, "ca.pem"), read(folder, "client.key"), read(folder, "client.pem"))
    return grpc.secure_channel(address, credentials)


def listen(server, wire, folder):
    """Opens the port and gives its address as .NET would write it."""
    if wire == "unix":
        path = "unix:" + os.path.join(folder, "echo.sock")
        server.add_insecure_port(path)
        return path
    if wire == "tcp":
        return "http://127.0.0.1:%d" % server.add_insecure_port("127.0.0.1:0")
    credentials = grpc.ssl_server_credentials(
        [(read(folder, "server.key"), read(folder, "server.pem"))], read(folder, "ca.pem"), True)
    return "https://127.0.0.1:%d" % server.add_secure_port("127.0.0.1:0", credentials)
