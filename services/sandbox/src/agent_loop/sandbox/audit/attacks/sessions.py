"""Attacks on a session's shell. Shown on a naive one, which is asked and understood by a line that it prints."""

from agent_loop.sandbox.audit.attack import Attack, Category, Shows, Step, Steps

_TIMED = frozenset({"TIMEOUT"})
_ALIVE = (
    Step("/bin/echo alive", 0, "alive"),
    Step("(exit 3)", 3, ""),
    Step("/bin/echo still", 0, "still"),
)
"""Whatever happened before, these have to be answered so."""
_CODES = (Step("(exit 3)", 3), Step("/bin/true", 0))
"""The same where a session may print what it likes, such as by a trap."""
_FORGED = Step("false", 1)
_MAY_HANG = frozenset({"EXITED", "SIGNALED", "TIMEOUT"})
_EVERY = "for n in $(seq 1 255); do {each}; done 2>/dev/null"


def _one(
    attack_id: str, tries: str, *steps: Step, shows: Shows = Shows.WORD, then: tuple[Step, ...] = _ALIVE
) -> Attack:  # fmt: skip
    return Attack(attack_id, Category.SESSIONS, tries, Steps((*steps, *then)), shows=shows)


def _spoilt(command: str) -> Step:
    """What takes the means from its shell may cost its own result, but no later one."""
    return Step(command, reasons=_MAY_HANG, wall_ms=1000)


ATTACKS = (
    _one("a_session_is_left_by_exit", "exit.", Step("exit 7", 7)),
    _one("a_session_is_left_by_exec", "exec.", Step("exec /bin/true", 0)),
    _one("a_session_is_left_by_an_error", "set -e, and an error.", Step("set -e", 0), _FORGED),
    _one("a_session_is_left_by_an_unset_variable", "set -u, and a variable that is not set.", Step("set -u", 0),
         Step('echo "$no_such_variable"')),
    _one("a_session_kills_its_shell", "kill -9 $$.", Step("kill -9 $$", 137)),
    _one("a_session_stops_its_shell", "kill -STOP $$.", Step("kill -STOP $$", reasons=_TIMED, wall_ms=700)),
    _one("a_session_times_out", "A command past its time.", Step("sleep 60", reasons=_TIMED, wall_ms=700)),
    _one("a_session_ignores_signals_past_its_time", "The same, with signals ignored.",
         Step("trap '' TERM INT HUP; while :; do sleep 1; done", reasons=_TIMED, wall_ms=700)),
    _one("a_quote_is_not_closed", "A command that ends within a quote.", Step('echo "begun')),
    _one("a_heredoc_is_not_closed", "A command that ends within a heredoc.", Step("cat <<EOF\nbegun")),
    _one("a_block_is_not_closed", "A command that ends within a block.", Step("if true; then echo begun")),
    _one("a_substitution_is_not_closed", "A command that ends within a substitution.", Step("echo $(echo begun")),
    _one("a_line_goes_on", "A command that ends with a backslash.", Step("false \\", 1), _FORGED),
    _one("a_command_reads_the_next_one", "A program that reads stdin, where a shell has its commands.",
         Step("cat", 0, "")),
    _one("a_command_reads_one_line", "read takes a line.", Step('read -r line; /bin/echo "got: $line"', 0, "got:")),
    _one("a_status_is_forged_on_the_output", "A command prints what a status looks like.",
         Step("/bin/echo 'END 0'; false", 1, "END 0")),
    _one("a_status_is_forged_on_every_descriptor", "A command prints it to whatever is open.",
         Step(_EVERY.format(each="printf 'END 0\\n0 /\\n\\0000\\n' >&$n") + "; false", 1, None, _MAY_HANG, 1000),
         _FORGED),
    _one("every_descriptor_is_closed", "A command closes whatever is open.",
         Step(_EVERY.format(each='eval "exec $n>&- $n<&-"'))),
    _one("every_descriptor_is_led_elsewhere", "A command redirects whatever is open.",
         _spoilt(_EVERY.format(each='eval "exec $n>/dev/null"')), then=_CODES),
    _one("builtins_are_redefined", "Functions take the names of builtins.",
         _spoilt("echo() { :; }; printf() { :; }; read() { :; }; eval() { :; }; exec() { :; }; builtin() { :; };"
              " command() { :; }; source() { :; }; trap() { :; }; return() { :; }; cd() { :; }; pwd() { :; }")),
    _one("builtins_are_disabled", "enable -n takes builtins away.",
         _spoilt("enable -n echo printf read eval builtin command trap cd pwd kill exit wait; PATH=/nowhere")),
    _one("a_trap_forges_the_status", "A trap prints before every command.", Step("trap 'echo END 0' DEBUG"),
         _FORGED, then=_CODES),
    _one("a_trap_leaves_the_session", "A trap exits at the first error.", Step("trap 'exit 9' ERR"), Step("false", 9)),
    _one("a_prompt_command_is_set", "PROMPT_COMMAND, PS1 and PS4 run programs.",
         Step("PROMPT_COMMAND='exit 9' PS1='$(exit 9)' PS4='$(kill $$)'; set -x; exit 5")),
    _one("aliases_take_the_shells_words", "alias.", Step("shopt -s expand_aliases; alias echo='exit 9 #'")),
    _one("the_shells_options_are_turned", "noexec, and verbose.", _spoilt("set -nv")),
    _one("output_is_endless_in_a_session", "yes, past its time.", Step("yes", reasons=_TIMED, wall_ms=700)),
    _one("a_daemon_outlives_its_session", "A daemon is left in a session that is then closed.",
         Step('setsid -f sleep "$MARK"', 0), shows=Shows.SURVIVORS),
    _one("a_daemon_outlives_a_time_out_in_a_session", "A daemon, and then a command past its time.",
         Step('setsid -f sleep "$MARK"; sleep 60', reasons=_TIMED, wall_ms=700), shows=Shows.SURVIVORS),
)  # fmt: skip
