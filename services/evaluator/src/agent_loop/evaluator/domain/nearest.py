"""The text that is most like another one."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"\w+")


class Nearest:
    """Texts as tf-idf vectors of their words, in lower case; idf is smoothed as in likeness.cosine."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(_WORD.findall(text.lower())) for text in texts]
        frequency = Counter(word for count in counts for word in count)
        self._idf = {word: math.log((1 + len(texts)) / (1 + n)) + 1 for word, n in frequency.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, count in enumerate(counts):
            weights = {word: n * self._idf[word] for word, n in count.items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values()))
            for word, weight in weights.items():
                self._postings[word].append((index, weight / length))

    def __call__(self, text: str) -> int | None:
        """The index of the text with the largest cosine, the first of equals; None where no word is common."""
        scores: dict[int, float] = defaultdict(float)
        for word, n in Counter(_WORD.findall(text.lower())).items():
            for index, weight in self._postings.get(word, ()):
                scores[index] += n * self._idf[word] * weight
        return min(scores, key=lambda index: (-scores[index], index), default=None)
