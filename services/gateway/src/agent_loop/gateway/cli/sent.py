"""What this machine remembers of the folders that it sent: `apply` then knows what changed since."""

import json
from collections.abc import Mapping
from pathlib import Path

from agent_loop.chassis.processes.home import read_object, write_private

_KEPT = 200


class SentWorkspaces:
    """One small file a run, below the state folder; the oldest go."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "client" / "sent"

    def remember(self, run_id: str, digests: Mapping[str, str]) -> None:
        """Keep the digests of the files that a run began with."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self._folder / f"{run_id}.json", json.dumps(digests))
        for old in sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)

    def digests(self, run_id: str) -> dict[str, str] | None:
        """The digests, or None where the run was started elsewhere or long ago."""
        path = self._folder / f"{Path(run_id).name}.json"
        return {name: str(value) for name, value in read_object(path).items()} if path.exists() else None
