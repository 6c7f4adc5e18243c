"""What mends a machine that refuses namespaces: the exact command, from what was said and the machine's switches."""

from pathlib import Path

_PROFILE = (
    "printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap /usr/bin/bwrap flags=(unconfined) {\\n"
    "  userns,\\n}\\n' | sudo tee /etc/apparmor.d/bwrap && sudo apparmor_parser -r /etc/apparmor.d/bwrap"
)
APPARMOR = (
    "Ubuntu 23.10 and later refuse user namespaces by AppArmor. Allow them to bubblewrap: "
    f"{_PROFILE}; or to everyone: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
)
_SWITCHED_OFF = "sudo sysctl -w kernel.unprivileged_userns_clone=1"
_TOO_FEW = "sudo sysctl -w user.max_user_namespaces=15000"
_MASKED = (
    "the container's /proc is masked: docker run --security-opt systempaths=unconfined (in compose: security_opt: "
    "[systempaths=unconfined], docker compose v2; in Kubernetes: procMount: Unmasked)"
)
_FILTERED = (
    "the container's seccomp profile refuses it: docker run --security-opt systempaths=unconfined "
    "--security-opt seccomp=services/sandbox/seccomp/sandbox.json, as an ordinary user and without capabilities"
)
_SAID = (
    ("Unknown option", "bubblewrap 0.8 or newer is needed; Debian 12 and Ubuntu 24.04 have it"),
    ("find source path", "put SANDBOX_STATE_DIR where the payload's user can reach it, for example beneath /var/lib"),
    ("No space left", _TOO_FEW),
    ("ENOSPC", _TOO_FEW),
    ("mount proc", _MASKED),
    ("mounting proc", _MASKED),
    ("pivot_root", _FILTERED),
    ("Function not implemented", "a kernel with namespaces is needed; inside gVisor (runsc) there are none to nest"),
    (
        "Invalid argument",
        "a kernel with CONFIG_USER_NS, CONFIG_PID_NS and CONFIG_NET_NS is needed: zgrep _NS= /proc/config.gz",
    ),
)
_REFUSED = ("not permitted", "ermission", "uid map", "NETLINK_ROUTE", "loopback")


def fix(words: str, root: Path = Path("/")) -> str:
    """For what the launcher or bubblewrap said when namespaces were refused."""
    for said, mended in _SAID:
        if said in words:
            return mended
    if any(said in words for said in _REFUSED):
        if _switch(root, "kernel/unprivileged_userns_clone") == "0":
            return _SWITCHED_OFF
        if _switch(root, "kernel/apparmor_restrict_unprivileged_userns") == "1":
            return APPARMOR
        if _switch(root, "user/max_user_namespaces") == "0":
            return _TOO_FEW
        if (root / ".dockerenv").exists() or (root / "run/.containerenv").exists():
            return _FILTERED
        return f"something refuses user namespaces to this user. {APPARMOR}"
    return "its words say why; sudo apt-get install bubblewrap where it is older than 0.8"


def _switch(root: Path, name: str) -> str:
    try:
        return (root / "proc/sys" / name).read_text().strip()
    except OSError:
        return ""
