"""Log lines: six formats, and messages that do and do not mean what they say."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Severity(StrEnum):
    """What a report can be asked about; a line is quiet where it is neither."""

    ERROR = "error"
    WARNING = "warning"
    QUIET = "quiet"


Levels = dict[Severity, tuple[str, ...]]

COMMON_LEVELS: Levels = {
    Severity.ERROR: ("ERROR", "ERROR", "ERROR", "FATAL", "CRITICAL"),
    Severity.WARNING: ("WARN", "WARN", "WARNING"),
    Severity.QUIET: ("INFO", "INFO", "INFO", "DEBUG", "NOTICE"),
}
NGINX_LEVELS: Levels = {
    Severity.ERROR: ("error", "error", "error", "crit", "alert", "emerg"),
    Severity.WARNING: ("warn",),
    Severity.QUIET: ("notice", "info", "debug"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """How one service writes: what stays the same in all its lines."""

    service: str
    host: str
    style: int
    casing: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A log format: how a line of it is written."""

    name: str
    levels: Levels
    render: Callable[[Voice, random.Random, datetime, str, str], str]
    """Voice, randomness, time, level, message."""


def _plain(voice: Voice, rng: random.Random, at: datetime, level: str, message: str) -> str:
    milliseconds = f",{rng.randrange(1000):03}" if voice.style % 2 else ""
    match voice.style:
        case 5:  # as the format of most Python programs
            return f"{at:%Y-%m-%d %H:%M:%S}{milliseconds} - {voice.service} - {level} - {message}"
        case 6:
            return f"[{at:%Y-%m-%d %H:%M:%S}] [{level}] {message}"
        case 7:
            return f"[{at:%Y-%m-%dT%H:%M:%S}Z] {level}: {message}"
        case 8:
            return f"{at:%Y-%m-%dT%H:%M:%S}Z {level} {message}"
        case _:
            return f"{at:%Y-%m-%d %H:%M:%S}{milliseconds} {level} [worker-{rng.randrange(1, 9)}] {message}"


def _json(voice: Voice, rng: random.Random, at: datetime, level: str, message: str) -> str:
    ts = f"{at:%Y-%m-%dT%H:%M:%S}Z"
    if voice.style % 3 == 0:
        body = {"ts": ts, "level": level, "msg": message}
    elif voice.style % 3 == 1:
        body = {"level": level, "ts": ts, "msg": message}
    else:
        body = {"ts": ts, "logger": voice.service, "level": level, "msg": message, "id": str(rng.randrange(1000))}
    return json.dumps(body, separators=(",", ":") if voice.style < 6 else (", ", ": "), ensure_ascii=False)


def _logfmt(voice: Voice, rng: random.Random, at: datetime, level: str, message: str) -> str:
    quoted = message.replace('"', "'")
    tail = f" id={rng.randrange(1000)}" if voice.style % 2 else ""
    return f'ts={at:%Y-%m-%dT%H:%M:%S}Z level={level} msg="{quoted}"{tail}'


def _syslog(voice: Voice, rng: random.Random, at: datetime, level: str, message: str) -> str:
    return (
        f"{at:%b} {at.day:2} {at:%H:%M:%S} {voice.host} {voice.service}[{rng.randrange(100, 9999)}]: {level} {message}"
    )


def _bare(voice: Voice, _: random.Random, at: datetime, level: str, message: str) -> str:
    match voice.style % 4:
        case 0:
            return f"[{level}] {message}"
        case 1:
            return f"{level}: {message}"
        case 2:
            return f"{level}:{voice.service}:{message}"
        case _:
            return f"{level} {at:%Y-%m-%d %H:%M:%S} {message}"


def _nginx(_: Voice, rng: random.Random, at: datetime, level: str, message: str) -> str:
    return f"{at:%Y/%m/%d %H:%M:%S} [{level}] {rng.randrange(10, 999)}#0: *{rng.randrange(1, 99)} {message}"


PLAIN = Format("plain", COMMON_LEVELS, _plain)
JSON = Format("json", COMMON_LEVELS, _json)
LOGFMT = Format("logfmt", COMMON_LEVELS, _logfmt)
SYSLOG = Format("syslog", COMMON_LEVELS, _syslog)
BARE = Format("bare", COMMON_LEVELS, _bare)
NGINX = Format("nginx", NGINX_LEVELS, _nginx)
FORMATS = (PLAIN, JSON, LOGFMT, SYSLOG, BARE, NGINX)

_CASINGS: tuple[Callable[[str], str], ...] = (str.upper, str.upper, str.lower, str.lower, str.title)

_QUIET = (
    "request served in {n} ms",
    "user {n} logged in",
    "cache warmed with {n} keys",
    "job {n} finished",
    "connection from 10.0.0.{n}",
    "heartbeat {n}",
    "config reloaded",
    "0 errors, 0 warnings",
    "error page rendered in {n} ms",
    "ERROR budget ok: {n} left",
    "retry after error succeeded",
    "no fatal signals in {n} hours",
    "loaded critical.css",
    "WARNING lamp test passed",
    "filter level=error switched off",
    "pattern [error] compiled",
    'matched "level":"error" {n} times',
    "last ERROR was {n} days ago",
    "Überprüfung beendet: kein error",
    "warn threshold set to {n}",
)
_ERROR = (
    "connection refused by db-{n}",
    "disk full on /dev/sd{n}",
    "cannot open /srv/data/{n}.bin",
    "payment {n} rejected",
    "unhandled exception in handler {n}",
    "upstream timed out after {n} s",
    "out of memory: killed {n}",
    "checksum mismatch in block {n}",
    "error while writing batch {n}",
    "bad certificate from peer {n}",
    "queue {n} lost its leader",
    'template "order {n}" missing',
)
_WARNING = (
    "slow query: {n} ms",
    "disk at {n} percent",
    "deprecated option used",
    "retrying in {n} s",
    "clock skew of {n} ms",
    "error rate at {n} per mille",
    "token of user {n} expires soon",
    "queue length {n}",
    "fallback in use after an error",
)
_MESSAGES = {Severity.QUIET: _QUIET, Severity.WARNING: _WARNING, Severity.ERROR: _ERROR}

_TRACE = (
    ("Traceback (most recent call last):", '  File "/srv/app/main.py", line {n}, in run', "ValueError: code {n}"),
    ("\tat com.acme.Order.place(Order.java:{n})", "\tat com.acme.Main.run(Main.java:{n})"),
    ("    caused by ERROR {n} in stage two",),
)


def voice(rng: random.Random, service: str) -> Voice:
    """How `service` writes its log."""
    host = f"{rng.choice(('web', 'db', 'edge', 'node'))}-{rng.randrange(1, 9)}"
    return Voice(service, host, rng.randrange(9), rng.choice(_CASINGS))


def lines(
    rng: random.Random, form: Format, voice: Voice, start: datetime, severities: list[Severity], *, traces: bool
) -> list[str]:
    """One line for each severity, in this order and later each time, and stack traces after some errors."""
    written, at = [], start
    for severity in severities:
        at += timedelta(seconds=rng.randrange(1, 4000))
        word = rng.choice(form.levels[severity])
        level = word if form is NGINX else voice.casing(word)
        number = rng.randrange(1, 200)
        message = rng.choice(_MESSAGES[severity]).format(n=number)
        written.append(form.render(voice, rng, at, level, message))
        if traces and severity is Severity.ERROR and rng.random() < 0.3:
            written += [line.format(n=number) for line in rng.choice(_TRACE)]
    return written


def some_day(rng: random.Random) -> datetime:
    """A day of 2026."""
    return datetime(2026, 1, 15, tzinfo=UTC) + timedelta(days=rng.randrange(345), seconds=rng.randrange(80_000))
