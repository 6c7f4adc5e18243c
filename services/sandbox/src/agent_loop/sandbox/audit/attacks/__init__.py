"""All attacks."""

from agent_loop.sandbox.audit.attack import Attack
from agent_loop.sandbox.audit.attacks import files, isolation, kernel, lifetime, network, privilege, resources, sessions

ATTACKS: tuple[Attack, ...] = (
    *resources.ATTACKS,
    *lifetime.ATTACKS,
    *privilege.ATTACKS,
    *kernel.ATTACKS,
    *network.ATTACKS,
    *files.ATTACKS,
    *isolation.ATTACKS,
    *sessions.ATTACKS,
)
