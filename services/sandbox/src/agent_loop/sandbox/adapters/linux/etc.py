"""The /etc that programs see."""

import shutil
from pathlib import Path

from agent_loop.sandbox.domain.programs import WORKSPACE

PAYLOAD_UID = 1000
"""Who a program is inside, whoever it is outside."""

HOSTNAME = "sandbox"
"""What the machine is called inside."""


def make_etc(folder: Path) -> None:
    """Write the /etc of every sandbox: names and linker settings, none of the host's secrets."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    payload = f"agent:x:{PAYLOAD_UID}:{PAYLOAD_UID}"
    files = {
        "passwd": f"root:x:0:0:root:/root:/bin/bash\n{payload}:agent:{WORKSPACE}:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
        "group": f"root:x:0:\nagent:x:{PAYLOAD_UID}:\nnogroup:x:65534:\n",
        "hosts": f"127.0.0.1 localhost {HOSTNAME}\n::1 localhost\n",
        "hostname": f"{HOSTNAME}\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    for name, content in files.items():
        folder.joinpath(name).write_text(content)
        folder.joinpath(name).chmod(0o644)
    for name in ("ld.so.cache", "ld.so.conf", "debian_version", "mime.types", "services", "protocols"):
        host = Path("/etc", name)
        if host.is_file():
            shutil.copyfile(host, folder / name)
            folder.joinpath(name).chmod(0o644)
    if Path("/etc/alternatives").is_dir():
        shutil.copytree("/etc/alternatives", folder / "alternatives", symlinks=True)
    folder.joinpath("localtime").symlink_to("/usr/share/zoneinfo/UTC")
    folder.joinpath("os-release").symlink_to("../usr/lib/os-release")
