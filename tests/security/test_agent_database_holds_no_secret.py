"""A secret that the instruction, the model, a command and a person repeat is not in the database's files."""

from agent_runs import INSTRUCTION, SUBJECT, agent, bash, finish, plan

from agent_loop.agent.adapters.trajectory_log_sql import SqlTrajectoryLog

SECRETS = {
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "an AWS key": "AKIA" + "Q7" * 8,
    "a JWT": "eyJ" + "hbGciOi" * 3 + "." + "eyJzdWIi" * 3 + "." + "c2lnbmF0dXJl" * 3,
    "a password": "hunter2000",
}


async def test_no_secret_reaches_the_files_of_the_database(tmp_path):
    said = f"{SECRETS['a GitHub token']} {SECRETS['an AWS key']} {SECRETS['a JWT']} password={SECRETS['a password']}"
    script = [
        bash("ANALYZE", f"echo {said} and a marker-of-the-command"),
        plan(f"use {said}"),
        bash("EXECUTE", "true"),
        bash("VERIFY", f"echo {said}"),
        finish(f"it was {said}"),
    ]

    async with SqlTrajectoryLog(f"sqlite:///{tmp_path}/agent.db") as log, agent(script, log=log) as built:
        run, _, _ = await built.perform(instruction=f"{INSTRUCTION} with {said}")
        await built.read.record_feedback(run.id, SUBJECT, f"it used {said}", success=True)
        stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert b"marker-of-the-command" in stored
    assert [name for name, secret in SECRETS.items() if secret.encode() in stored] == []
