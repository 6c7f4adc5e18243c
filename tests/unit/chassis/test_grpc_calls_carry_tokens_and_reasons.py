import asyncio
import os
import signal
import socket

import grpc
import pytest
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from agent_loop.chassis.grpc import Rejection, Service, channel, reason, running, serve
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1 import sandbox_pb2_grpc as stubs

NAME = pb.DESCRIPTOR.services_by_name["SandboxService"].full_name
TOKEN = "token-of-the-test"


class SandboxMissing(Exception):
    pass


class AnotherSandboxMissing(SandboxMissing):
    pass


class Servicer(stubs.SandboxServiceServicer):
    def __init__(self) -> None:
        self.request_ids = []
        self.left = asyncio.Event()

    async def Get(self, request, context):
        self.request_ids.append(structlog.contextvars.get_contextvars()["request_id"])
        if request.sandbox_id == "missing":
            raise AnotherSandboxMissing("no sandbox 'missing'")
        if request.sandbox_id == "broken":
            raise RuntimeError("secret of the inside")
        return pb.GetResponse(sandbox=pb.Sandbox(id=request.sandbox_id))

    async def ReadFile(self, request, context):
        for part in (b"one", b"two"):
            yield pb.ReadFileResponse(data=part)
        if request.path == "broken":
            raise SandboxMissing("it went away")

    async def WriteFile(self, request_iterator, context):
        size = 0
        async for message in request_iterator:
            size += len(message.data)
        return pb.WriteFileResponse(file=pb.FileInfo(size=size))

    async def Exec(self, request_iterator, context):
        try:
            async for request in request_iterator:
                yield pb.ExecEvent(stdout=pb.Output(data=request.stdin))
            yield pb.ExecEvent(exit=pb.Exit(exit_code=0))
        finally:
            self.left.set()


def service(servicer):
    return Service(NAME, lambda server: stubs.add_SandboxServiceServicer_to_server(servicer, server))


ERRORS = {SandboxMissing: Rejection(grpc.StatusCode.NOT_FOUND, "SANDBOX_NOT_FOUND")}


@pytest.fixture
async def servicer():
    return Servicer()


@pytest.fixture
async def address(servicer):
    async with running("sandbox", "127.0.0.1:0", [service(servicer)], token=TOKEN, errors=ERRORS) as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture
async def stub(address):
    async with channel(address, TOKEN) as opened:
        yield stubs.SandboxServiceStub(opened)


async def test_every_kind_of_call_passes_with_the_token(stub):
    async def feed(messages):
        for message in messages:
            yield message

    got = await stub.Get(pb.GetRequest(sandbox_id="a"))
    read = [part.data async for part in stub.ReadFile(pb.ReadFileRequest())]
    written = await stub.WriteFile(feed([pb.WriteFileRequest(data=b"abc"), pb.WriteFileRequest(data=b"de")]))
    events = [event async for event in stub.Exec(feed([pb.ExecRequest(stdin=b"x")]))]

    assert got.sandbox.id == "a"
    assert read == [b"one", b"two"]
    assert written.file.size == 5
    assert [event.WhichOneof("event") for event in events] == ["stdout", "exit"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "t\u00f6ken".encode().hex()])
async def test_a_call_without_the_right_token_is_refused(address, servicer, token):
    async with channel(address, token) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await stubs.SandboxServiceStub(opened).Get(pb.GetRequest())

    assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert "SERVICE_TOKEN_FILE" in raised.value.details()
    assert servicer.request_ids == []


async def test_a_stream_without_the_right_token_is_refused(address):
    async with channel(address, "wrong") as opened:
        call = stubs.SandboxServiceStub(opened).Exec()
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await call.read()

    assert reason(raised.value) == "UNAUTHENTICATED"


async def test_health_answers_without_a_token_and_reflection_only_with_one(address):
    async with grpc.aio.insecure_channel(address) as opened:
        health = health_pb2_grpc.HealthStub(opened)
        for name in ("", NAME):
            checked = await health.Check(health_pb2.HealthCheckRequest(service=name))
            assert checked.status == health_pb2.HealthCheckResponse.SERVING

    async def ask():
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    async with channel(address, TOKEN) as opened:
        answers = [a async for a in reflection_pb2_grpc.ServerReflectionStub(opened).ServerReflectionInfo(ask())]
        assert NAME in {listed.name for listed in answers[0].list_services_response.service}
    async with channel(address, "wrong") as opened:
        with pytest.raises(grpc.aio.AioRpcError):
            [a async for a in reflection_pb2_grpc.ServerReflectionStub(opened).ServerReflectionInfo(ask())]


async def test_open_streams_of_reflection_hold_no_thread(address):
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    async with channel(address, TOKEN) as opened, asyncio.timeout(20):
        calls = [reflection_pb2_grpc.ServerReflectionStub(opened).ServerReflectionInfo() for _ in range(40)]
        for call in calls:
            await call.write(asked)
        answers = [await call.read() for call in calls]
        assert await asyncio.to_thread(len, answers) == 40
        for call in calls:
            call.cancel()

    assert all(answer.list_services_response.service for answer in answers)


async def test_a_domain_exception_becomes_its_status_reason_and_message(stub):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await stub.Get(pb.GetRequest(sandbox_id="missing"))

    assert raised.value.code() is grpc.StatusCode.NOT_FOUND
    assert raised.value.details() == "no sandbox 'missing'"
    assert reason(raised.value) == "SANDBOX_NOT_FOUND"


async def test_an_exception_in_the_middle_of_a_stream_keeps_its_reason(stub):
    received = []

    async def read():
        async for part in stub.ReadFile(pb.ReadFileRequest(path="broken")):
            received.append(part.data)

    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await read()

    assert received == [b"one", b"two"]
    assert reason(raised.value) == "SANDBOX_NOT_FOUND"


async def test_an_unexpected_exception_tells_nothing_of_the_inside(stub):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await stub.Get(pb.GetRequest(sandbox_id="broken"))

    assert raised.value.code() is grpc.StatusCode.INTERNAL
    assert "secret" not in raised.value.details()


async def test_the_request_id_of_the_caller_reaches_the_service(stub, servicer):
    structlog.contextvars.bind_contextvars(request_id="from-the-caller")
    try:
        await stub.Get(pb.GetRequest(sandbox_id="a"))
    finally:
        structlog.contextvars.clear_contextvars()
    await stub.Get(pb.GetRequest(sandbox_id="a"))

    assert servicer.request_ids[0] == "from-the-caller"
    assert servicer.request_ids[1] not in ("", "from-the-caller")


async def test_a_client_that_goes_away_ends_the_handler(stub, servicer):
    call = stub.Exec()
    await call.write(pb.ExecRequest(stdin=b"x"))
    await call.read()
    call.cancel()

    await asyncio.wait_for(servicer.left.wait(), 5)


async def test_a_taken_port_is_named(address, servicer):
    with pytest.raises(OSError, match="in use"):
        async with running("sandbox", address, [service(servicer)], token=TOKEN, errors=ERRORS):
            pass


async def test_an_empty_token_does_not_start(servicer):
    with pytest.raises(ValueError, match="SERVICE_TOKEN_FILE"):
        async with running("sandbox", "127.0.0.1:0", [service(servicer)], token="", errors=ERRORS):
            pass


async def test_a_service_without_answer_is_unavailable():
    async with channel("127.0.0.1:1", TOKEN) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await stubs.SandboxServiceStub(opened).Get(pb.GetRequest())

    assert reason(raised.value) == "UNAVAILABLE"


async def test_a_service_that_comes_back_is_found_at_once_however_long_it_was_away(servicer):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    async with channel(address, TOKEN) as opened:
        get = stubs.SandboxServiceStub(opened).Get
        states = set()
        for _ in range(30):
            states.add(await answered(get))
        async with running("sandbox", address, [service(servicer)], token=TOKEN, errors=ERRORS):
            async with asyncio.timeout(1.5):
                while not await answered(get):
                    pass

    assert states == {False}


async def answered(get):
    try:
        await get(pb.GetRequest(sandbox_id="a"))
    except grpc.aio.AioRpcError:
        await asyncio.sleep(0.1)
        return False
    return True


async def test_sigterm_drains_and_leaves_resources_in_reverse(servicer):
    events = []

    class Resource:
        def __init__(self, name):
            self.name = name

        async def __aenter__(self):
            events.append(f"{self.name} entered")
            if self.name == "second":
                asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)

        async def __aexit__(self, *_):
            events.append(f"{self.name} left")

    resources = (Resource("first"), Resource("second"))
    try:
        await asyncio.wait_for(
            serve(
                "sandbox",
                "127.0.0.1:0",
                [service(servicer)],
                token=TOKEN,
                errors=ERRORS,
                metrics_port=0,
                resources=resources,
            ),
            20,
        )
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(number)

    assert events == ["first entered", "second entered", "second left", "first left"]
