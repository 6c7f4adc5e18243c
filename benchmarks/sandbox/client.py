"""One client process of the sustained load: `python -m benchmarks.sandbox.client ADDRESS TOKEN_FILE SECONDS`.

Says that it is ready, waits for a line, runs one-shots one after the other, prints their seconds and failures as JSON.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from agent_loop.chassis.grpc import channel
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from benchmarks.sandbox.report import Series
from benchmarks.sandbox.service import Client


async def main(address: str, token: str, seconds: float) -> None:
    async with channel(address, token) as opened:
        client = Client(SandboxServiceStub(opened))
        start = pb.ExecStart(sandbox_id=await client.create(), argv=pb.Argv(args=["true"]))
        await client.run(start)
        print("ready", flush=True)
        sys.stdin.readline()
        deadline, series = time.monotonic() + seconds, Series("one-shot")
        while time.monotonic() < deadline:
            await series.take(lambda: client.run(start))
        print(json.dumps({"seconds": series.seconds, "failures": series.failures}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]).read_text(), float(sys.argv[3])))
