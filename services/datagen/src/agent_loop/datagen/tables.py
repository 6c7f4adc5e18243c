"""Tables of text: columns parted by a separator, with or without a header."""

from dataclasses import dataclass

from agent_loop.datagen.scenery import Scenery

KINDS = (
    "city",
    "status",
    "team",
    "color",
    "size",
    "level",
    "owner",
    "kind",
    "region",
    "plan",
    "country",
    "group",
    "role",
    "shop",
    "lane",
    "zone",
)
"""Names of columns whose values are words."""
MEASURES = (
    "price",
    "amount",
    "score",
    "weight",
    "hours",
    "quantity",
    "points",
    "cost",
    "length",
    "visits",
    "stock",
    "age",
    "width",
    "budget",
    "sales",
    "pages",
)
"""Names of columns whose values are numbers."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, slots=True)
class Separator:
    """What parts columns, in words and as the options that tools want. Neighbours count as one where `joins`."""

    words: str
    character: str
    extension: str
    """Of files with it; empty for any."""
    cut: str
    awk: str
    sort: str
    joins: bool = False

    def numbered_header(self, file: str) -> str:
        """A command that prints the names in the file's first line, each with its column's number before it.

        The line must not begin with a blank.
        """
        translate = "tr -s" if self.joins else "tr"
        return f"head -n 1 {file} | {translate} '{self.character}' '\\n' | grep -n ."


COMMA = Separator("commas", ",", "csv", "cut -d,", "awk -F,", "sort -t,")
COLON = Separator("colons", ":", "", "cut -d:", "awk -F:", "sort -t:")
SEMICOLON = Separator("semicolons", ";", "", "cut -d';'", "awk -F';'", "sort -t';'")
BLANK = Separator("blanks", " ", "", "cut -d' '", "awk", "sort", joins=True)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of fields, without the header."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    separator: Separator = COMMA

    def text(self, *, header: bool) -> str:
        rows = (self.columns, *self.rows) if header else self.rows
        return "".join(f"{self.separator.character.join(row)}\n" for row in rows)

    def lines(self) -> list[str]:
        """The rows as they stand in the file."""
        return [self.separator.character.join(row) for row in self.rows]

    def column(self, at: int) -> list[str]:
        return [row[at] for row in self.rows]


def column_names(scene: Scenery, names: tuple[str, ...], count: int) -> list[str]:
    """That many of these names, now and then one that nobody has seen."""
    found = scene.rng.sample(names, count)
    if scene.rng.random() < 0.3:
        found[scene.rng.randrange(count)] = scene.terms(1)[0] + "_" + scene.rng.choice(("no", "id", "key"))
    return found


def draw_table(
    scene: Scenery, kinds: int, measures: int, *, rows: tuple[int, int] = (4, 12), separator: Separator = COMMA
) -> Table:
    """Columns of words and of whole numbers in any order; `rows` are the least and the most."""
    rng = scene.rng
    words = column_names(scene, KINDS, kinds) if kinds else []
    counted = rng.sample(MEASURES, measures)
    columns = [*words, *counted]
    rng.shuffle(columns)
    values = {name: scene.terms(3) for name in words}
    made = [
        tuple(rng.choice(values[name]) if name in values else str(rng.randint(2, 990)) for name in columns)
        for _ in range(scene.number(*rows))
    ]
    return Table(tuple(columns), tuple(made), separator)
