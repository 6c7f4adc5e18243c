"""Judges the current folder, and what the run told. FACTS is filled in for each task; needs nothing but Python."""

# ruff: noqa: T201 — what a checker prints is its verdict

import gzip
import hashlib
import io
import json
import re
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FACTS: dict[str, Any] = {}

MAX_BYTES = 8_000_000
NUMBER = re.compile(r"(?<![\w.,-])-?\d+(?:\.\d+)?(?![\w-]|[.,]\d)")


def main() -> int:
    faults = [*tree_faults(), *told_faults()]
    if faults:
        shown = [fault.encode("utf-8", "replace").decode() for fault in faults[:8]]
        print("\n".join([*shown, *([f"and {len(faults) - 8} more"] if len(faults) > 8 else [])]))
        return 1
    print("as asked")
    return 0


def tree_faults() -> Iterator[str]:
    yield from kept_faults()
    for path, fact in FACTS["files"].items():
        yield from (f"{path}: {fault}" for fault in file_faults(Path(path), fact))
    yield from (f"still there: {path}" for path in FACTS["gone"] if Path(path).is_symlink() or Path(path).exists())
    for path in FACTS["folders"]:
        if Path(path).is_symlink() or not Path(path).is_dir():
            yield f"there is no folder {path}"
    for path, mode in FACTS["modes"].items():
        if not Path(path).exists():
            yield f"there is no {path}"
        elif (found := Path(path).stat().st_mode & 0o777) != mode:
            yield f"{path} has mode {found:o}, not {mode:o}"
    for path, target in FACTS["links"].items():
        if not Path(path).is_symlink():
            yield f"{path} is no link"
        elif Path(path).resolve() != Path(target).resolve():
            yield f"{path} does not lead to {target}"
    if FACTS["nothing_else"]:
        yield from (f"not asked for: {path}" for path in others())


def kept_faults() -> Iterator[str]:
    for path, digest in FACTS["kept"].items():
        file = Path(path)
        if file.is_symlink() or not file.is_file():
            yield f"removed: {path}"
        elif sha256(file.read_bytes()) != digest:
            yield f"changed: {path}"
    for path, target in FACTS["kept_links"].items():
        if not Path(path).is_symlink() or str(Path(path).readlink()) != target:
            yield f"changed: {path}"


def others() -> Iterator[str]:
    """What is there and was neither there before nor is asked for."""
    known = {*FACTS["kept"], *FACTS["kept_links"], *FACTS["files"], *FACTS["links"], *FACTS["free"], *FACTS["modes"]}
    for path in Path().rglob("*"):
        if (path.is_symlink() or not path.is_dir()) and str(path) not in known:
            yield str(path)


def file_faults(file: Path, fact: dict[str, Any]) -> Iterator[str]:
    if file.is_symlink() or not file.is_file():
        yield "there is no such file"
        return
    if file.stat().st_size > MAX_BYTES:
        yield "larger than any right answer"
        return
    content = file.read_bytes()
    if "either" in fact:
        tried = [list(file_faults(file, one)) for one in fact["either"]]
        yield from () if [] in tried else tried[0]
    elif "sha256" in fact:
        if sha256(content) != fact["sha256"]:
            yield "its content is another"
    elif "gzip" in fact:
        yield from gzip_faults(content, fact["gzip"])
    elif "archive" in fact:
        yield from archive_faults(content, fact["archive"])
    else:
        yield from text_faults(content.decode("utf-8", "replace"), fact)


def text_faults(text: str, fact: dict[str, Any]) -> Iterator[str]:
    """How a text differs from the fact: `text`, `lines` (in order or not), `number` or `json`."""
    if "text" in fact:
        if text.rstrip("\n") != fact["text"].rstrip("\n"):
            yield f"it says {text[:80]!r}, not {fact['text'][:80]!r}"
    elif "number" in fact:
        if numbers(text) != [fact["number"]]:
            yield f"it says {text[:80]!r}, not {fact['number']}"
    elif "json" in fact:
        try:
            found = json.loads(text)
        except ValueError:
            yield "it is not JSON"
        else:
            if found != fact["json"]:
                yield "it is other JSON"
    else:
        yield from line_faults(text, fact["lines"], ordered=fact["ordered"])


def line_faults(text: str, wanted: list[str], *, ordered: bool) -> Iterator[str]:
    found = [normal(line) for line in text.split("\n") if line.strip()]
    right = [normal(line) for line in wanted]
    if (found if ordered else sorted(found)) == (right if ordered else sorted(right)):
        return
    yield from (f"missed: {line[:80]}" for line in right if line not in found)
    yield from (f"too much: {line[:80]}" for line in found if line not in right)
    yield "its lines are not the ones asked for" + (", in their order" if ordered else "")


def archive_faults(content: bytes, members: dict[str, str]) -> Iterator[str]:
    found: dict[str, str] = {}
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found = {i.filename: sha256(archive.read(i)) for i in archive.infolist() if not i.is_dir()}
        else:
            with tarfile.open(fileobj=io.BytesIO(content)) as tar:
                found = {m.name: sha256(data.read()) for m in tar if m.isfile() and (data := tar.extractfile(m))}
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError):
        yield "it is no archive that can be read"
        return
    if {normal(name): digest for name, digest in found.items()} != members:
        yield f"the archive holds {sorted(found)[:5]}"


def gzip_faults(content: bytes, digest: str) -> Iterator[str]:
    try:
        with gzip.open(io.BytesIO(content)) as unpacked:
            if sha256(unpacked.read(MAX_BYTES)) != digest:
                yield "its unpacked content is another"
    except (OSError, EOFError, zlib.error):
        yield "it is no gzip file that can be read"


def told_faults() -> Iterator[str]:
    """Right is an answer that names what was asked for and nothing else that it could be, or the last output."""
    fact = FACTS["told"]
    if fact is None:
        return
    said = json.loads(sys.stdin.read() or "{}")
    answer, output = str(said.get("answer", "")), str(said.get("output", ""))
    if "number" in fact:
        named = set(numbers(answer))
        if named != {fact["number"]} and (
            numbers(output) != [fact["number"]] or (named and fact["number"] not in named)
        ):
            yield f"told {answer[:80]!r} and {output[:80]!r}, not {fact['number']}"
    elif "word" in fact:
        yield from word_faults(answer, output, fact["word"], fact["others"])
    elif not fact["lines"] or not names_just(answer, fact["lines"]):
        yield from line_faults(output, fact["lines"], ordered=fact["ordered"])


def word_faults(answer: str, output: str, word: str, others: list[str]) -> Iterator[str]:
    """`others` are the words that would be wrong; beside the path of a file, the other files' paths are."""
    wrong = {*others, *(FACTS["kept"] if word in FACTS["kept"] else ())} - {word}
    if named := sorted(other for other in wrong if has_word(answer, other)):
        yield f"told {answer[:80]!r}, which names {named[0]}, too"
    elif re.search(rf"\bnot (\./)?{re.escape(word)}", answer):
        yield f"told {answer[:80]!r}"
    elif not has_word(answer, word) and normal(output.strip()) != normal(word):
        yield f"told {answer[:80]!r} and {output[:80]!r}, not {word}"


def names_just(answer: str, lines: list[str]) -> bool:
    """Whether it names all the lines, and no file of the tree besides."""
    others = {*FACTS["kept"], *FACTS["kept_links"]} - {normal(line) for line in lines}
    return all(has_word(answer, line) for line in lines) and not any(has_word(answer, other) for other in others)


def has_word(text: str, word: str) -> bool:
    """Whether the text names it, not as a part of something longer; `./` may precede and a full stop may follow."""
    return re.search(rf"(?<![\w/-])(?:\./|/workspace/)?{re.escape(word)}(?![\w/-]|\.\w)", text) is not None


def numbers(text: str) -> list[float]:
    """The numbers that stand alone: not those in names or dates."""
    return [float(number) for number in NUMBER.findall(text)]


def normal(line: str) -> str:
    """Paths may be told from here or from the root; white space at the ends and in rows does not count."""
    line = re.sub(r"\s+", " ", line.strip())
    return re.sub(r"^(\./|/workspace/)+", "", line)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
