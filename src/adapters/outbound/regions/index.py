"""Which places have which word in their name: sorted words, and for each a stretch of positions."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase

from bosonline.adapters.outbound.regions.gazetteer import Gazetteer
from bosonline.adapters.outbound.regions.words import words_of_name
from bosonline.domain.stores import Level

_LAST = "\uffff"


class TokenIndex:
    """The words of all names. A name of several words is also found by them written as one (`setiabudi`)."""

    def __init__(self, places: Gazetteer) -> None:
        self.lengths = array("B", bytes(len(places)))
        words, postings = self._gather(places)
        order = sorted(range(len(words)), key=words.__getitem__)
        self.words: Sequence[str] = [words[number] for number in order]
        self._known = frozenset(self.words)
        self._starts, self._positions = _pack(postings, order, len(words))
        self._posts = array("I", (at for at in range(len(places)) if places.post_codes[at]))
        self._posts = array("I", sorted(self._posts, key=places.post_codes.__getitem__))
        self._post_codes = places.post_codes

    def exact(self, word: str) -> int | None:
        """The number of the word, or None."""
        return bisect_left(self.words, word) if word in self._known else None

    def beginning(self, word: str, *, most: int) -> range:
        """The numbers of the words that begin so and are longer."""
        start = bisect_left(self.words, word)
        start += start < len(self.words) and self.words[start] == word
        return range(start, min(bisect_left(self.words, word + _LAST, start), start + most))

    def near(self, word: str) -> Iterator[int]:
        """The numbers of the words that differ by one letter: left out, added, another, or two swapped."""
        for candidate in self._known.intersection(_edits(word)):
            yield bisect_left(self.words, candidate)

    def positions(self, number: int) -> Sequence[int]:
        """Where the places stand whose names have the word."""
        return self._positions[self._starts[number] : self._starts[number + 1]]

    def of_post_code(self, digits: str, *, most: int) -> Sequence[int]:
        """Where the villages stand whose post code begins so."""
        width = 10 ** (5 - len(digits))
        key = self._post_codes.__getitem__
        start = bisect_left(self._posts, int(digits) * width, key=key)
        end = bisect_left(self._posts, (int(digits) + 1) * width, start, key=key)
        return self._posts[start : min(end, start + most)]

    def _gather(self, places: Gazetteer) -> tuple[list[str], tuple["array[int]", "array[int]"]]:
        numbers: dict[str, int] = {}
        of_words, at_positions = array("I"), array("I")
        for at in range(len(places)):
            level = places.level(at)
            found = words_of_name(places.name(at), level)
            self.lengths[at] = min(len(found), 255)
            joined = ["".join(found)] if len(found) > 1 and level is not Level.VILLAGE else []
            for word in {*found, *joined}:
                of_words.append(numbers.setdefault(word, len(numbers)))
                at_positions.append(at)
        return list(numbers), (of_words, at_positions)


def _pack(
    postings: tuple["array[int]", "array[int]"], order: Sequence[int], count: int
) -> tuple["array[int]", "array[int]"]:
    """The postings of each word side by side, and where each word's begin."""
    of_words, at_positions = postings
    rank = array("I", bytes(4 * count))
    for new, old in enumerate(order):
        rank[old] = new
    starts = array("I", bytes(4 * (count + 1)))
    for word in of_words:
        starts[rank[word] + 1] += 1
    for number in range(count):
        starts[number + 1] += starts[number]
    free, packed = array("I", starts), array("I", bytes(4 * len(at_positions)))
    for word, at in zip(of_words, at_positions, strict=True):
        packed[free[rank[word]]] = at
        free[rank[word]] += 1
    return starts, packed


def _edits(word: str) -> Iterable[str]:
    for cut in range(len(word) + 1):
        head, tail = word[:cut], word[cut:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]
