"""SWE-ReX' own client, as its users call it; runs in the peers' environment: `peer_swerex.py PORT TOKEN`.

Each line of stdin names a call; the answer is a line with its seconds, or with what went wrong.
"""

import asyncio
import sys
import time

from swerex.runtime.abstract import BashAction, Command, CreateBashSessionRequest
from swerex.runtime.remote import RemoteRuntime


async def main(port: int, token: str) -> None:
    runtime = RemoteRuntime(host="http://127.0.0.1", port=port, auth_token=token)
    await runtime.create_session(CreateBashSessionRequest())
    calls = {
        "execute": lambda: runtime.execute(Command(command=["true"])),
        "run_in_session": lambda: runtime.run_in_session(BashAction(command="true")),
    }
    print("ready", flush=True)
    for line in sys.stdin:
        started = time.perf_counter()
        ended = await calls[line.strip()]()
        seconds = time.perf_counter() - started
        print(f"{seconds!r}" if ended.exit_code == 0 else f"failed with {ended.exit_code}", flush=True)


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
