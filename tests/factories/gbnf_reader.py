"""Whether a text is a sentence of a GBNF grammar: reads what `sentence` writes, by every way at once."""

from collections.abc import Sequence

from agent_loop.inference.adapters.gbnf_sentences import Item, read_grammar


class GrammarReader:
    """One grammar without left recursion. A repetition is read without its upper bound, `?` apart."""

    def __init__(self, grammar: str) -> None:
        self._rules = read_grammar(grammar)

    def accepts(self, text: str) -> bool:
        self._text, self._known = text, dict[tuple[str, int], frozenset[int]]()
        return len(text) in self._rule("root", 0)

    def _rule(self, name: str, start: int) -> frozenset[int]:
        key = (name, start)
        if key not in self._known:
            self._known[key] = self._any(self._rules[name], start)
        return self._known[key]

    def _any(self, alternatives: Sequence[Sequence[Item]], start: int) -> frozenset[int]:
        return frozenset().union(*(self._sequence(items, start) for items in alternatives))

    def _sequence(self, items: Sequence[Item], start: int) -> frozenset[int]:
        places = frozenset({start})
        for item in items:
            places = self._repeated(item, places)
        return places

    def _repeated(self, item: Item, places: frozenset[int]) -> frozenset[int]:
        for _ in range(item.low):
            places = self._once(item, places)
        most = item.high - item.low if item.high - item.low < 2 else len(self._text)
        reached, fresh = places, places
        while fresh and most:
            fresh = self._once(item, fresh) - reached
            reached, most = reached | fresh, most - 1
        return reached

    def _once(self, item: Item, places: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*(self._match(item, place) for place in places))

    def _match(self, item: Item, place: int) -> frozenset[int]:
        if item.kind == "literal":
            return frozenset({place + len(item.value)} if self._text.startswith(item.value, place) else ())
        if item.kind == "name":
            return self._rule(item.value, place)
        if item.kind == "group":
            return self._any(item.value, place)
        inside = place < len(self._text) and any(a <= ord(self._text[place]) <= b for a, b in item.value)
        return frozenset({place + 1} if inside else ())
