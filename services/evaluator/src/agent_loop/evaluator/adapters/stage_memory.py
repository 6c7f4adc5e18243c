"""A demonstration's files as a table."""

from collections.abc import Sequence


class InMemoryStage:
    """Files by name; what was said is in `said`."""

    def __init__(self) -> None:
        self.content: dict[str, str] = {}
        self.said: list[str] = []

    def clear(self) -> None:
        self.content.clear()

    def path(self, name: str) -> str:
        return f"/stage/{name}"

    def files(self, name: str) -> Sequence[tuple[str, int]]:
        top = f"{name}/"
        found = {path: text for path, text in self.content.items() if path.startswith(top)}
        return sorted((path.removeprefix(top), len(text.encode())) for path, text in found.items())

    def text(self, name: str) -> str:
        return self.content[name]

    def say(self, text: str) -> None:
        self.said.append(text)
