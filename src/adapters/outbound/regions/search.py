"""What somebody means who types a few words in search of a place.

Each word is looked up in the names of places: as it stands, as the beginning of a longer one, or with one letter
wrong. A place is a hit when each word fits its own name or that of a place that it lies in, and at least one its own.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from itertools import islice

from bosonline.adapters.outbound.regions.gazetteer import Gazetteer
from bosonline.adapters.outbound.regions.index import TokenIndex
from bosonline.adapters.outbound.regions.words import ALSO, HINTS, NOISE, SHORT, Hint, words
from bosonline.domain.stores import Level

LONGEST = 100
MOST_WORDS = 8
MOST_VARIANTS, _LOOSE_VARIANTS = 4, 2
_EXACT, _BEGINNING, _NEAR = 0, 1, 3
_SHORTEST_BEGINNING, _SHORTEST_NEAR = 2, 4
_LONG_BEGINNING = 4
_WORDS_OF_BEGINNING, _PLACES_OF_WORD, _LOOSE_CANDIDATES = 300, 1500, 500
_WORDS_TO_LOOSEN, _TWICE = 2, 2
_MARGIN = 20
_SHORTEST_POST_CODE, _POST_CODE = 3, 5
_DEPTH_OF_VILLAGES = 3

_RANKS = {Level.DISTRICT: (0, 3), Level.REGENCY: (1, 4), Level.PROVINCE: (2, 6), Level.VILLAGE: (5, 7)}
"""Where a level stands when its whole name was typed, and when a part of it was."""
_RANKS_OF_DEPTH = tuple(_RANKS[level] for level in Level)
_FIRST_OF_HINT = {
    Hint.CITY: Level.REGENCY,
    Hint.REGENCY: Level.REGENCY,
    Hint.DISTRICT: Level.DISTRICT,
    Hint.VILLAGE: Level.VILLAGE,
    Hint.PROVINCE: Level.PROVINCE,
}

Matches = Mapping[int, int]
"""How badly a word fits, by the position of a place."""

Score = tuple[int, int, int, int, int, int, int, int]
"""How a hit compares, the least first.

Words that fit nothing of it; how badly the others fit; what was asked for and it is not; words left over of what it
lies in; its level; words of its name, and those of them that nobody typed; its position.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Words to be found, those among them that were typed twice, and what kind of place is asked for."""

    words: tuple[str, ...]
    twice: frozenset[str]
    hints: frozenset[Hint]


def find(keyword: str, places: Gazetteer, index: TokenIndex, *, limit: int) -> list[int]:
    """The positions of the hits, the likeliest first; where nothing fits every word, what fits the most of them."""
    words = _Words(places, index)
    searches = [_Search(places, index, words, question) for question in _questions(keyword, index)]
    found = _gathered(search.strictly(limit + _MARGIN) for search in searches)
    found = found or _gathered(search.loosely(limit + _MARGIN) for search in searches[:_LOOSE_VARIANTS])
    return _filled_up([score[-1] for score in sorted(found)][:limit], places, limit)


def _gathered(hits: Iterable[Sequence[Score]]) -> Collection[Score]:
    """Each place as the likeliest reading has it."""
    gathered: dict[int, Score] = {}
    for scores in hits:
        for score in scores:
            gathered.setdefault(score[-1], score)
    return gathered.values()


def _questions(keyword: str, index: TokenIndex) -> Iterable[Question]:
    """What may be meant, the likeliest first: as typed, with shortened words written out, or neighbours as one."""
    spoken = words(keyword[:LONGEST])
    typed = ([word for word in spoken if word not in NOISE] or spoken)[:MOST_WORDS]
    hints = frozenset(HINTS[word] for word in typed if word in HINTS)
    named = [word for word in typed if word not in HINTS or _is_name(word, typed, hints)]
    if not named:
        named, hints = typed, frozenset()
    variants = [_written_out(named, SHORT)]
    if any(word in ALSO for word in named):
        variants = [_written_out(named, {**SHORT, **ALSO}), _written_out(named, _WITHOUT_ALSO)]
    for at in range(len(typed) - 1):
        joined = typed[at] + typed[at + 1]
        if index.exact(joined) is not None:
            rest = [word for word in (*typed[:at], *typed[at + 2 :]) if word not in HINTS]
            variants.append([joined, *_written_out(rest, SHORT)])
    return [_question(variant, hints) for variant in islice(filter(None, variants), MOST_VARIANTS)]


def _is_name(hint: str, typed: Sequence[str], hints: Collection[Hint]) -> bool:
    """Whether a word for a kind of place is part of a name: `medan kota, kota medan`, `malinau kota, kab malinau`."""
    return HINTS[hint] is Hint.CITY and (typed.count(hint) > 1 or Hint.REGENCY in hints)


def _question(variant: Sequence[str], hints: frozenset[Hint]) -> Question:
    words = tuple(dict.fromkeys(variant))[:MOST_WORDS]
    return Question(words, frozenset(word for word in words if variant.count(word) > 1 and word not in HINTS), hints)


_WITHOUT_ALSO = {short: long for short, long in SHORT.items() if short not in ALSO}


def _written_out(typed: Sequence[str], stands_for: Mapping[str, str]) -> list[str]:
    return [word for short in typed for word in stands_for.get(short, short).split()]


class _Words:
    """The places that single words fit, each looked up once however many readings share it."""

    def __init__(self, places: Gazetteer, index: TokenIndex) -> None:
        self._places, self._index = places, index
        self.plain = cache(self._plain)
        self.near = cache(self._near)

    def _plain(self, word: str) -> Matches:
        if word.isdecimal() and _SHORTEST_POST_CODE <= len(word) <= _POST_CODE:
            return self._of_post_code(word)
        found: dict[int, int] = {}
        if len(word) >= _SHORTEST_BEGINNING:
            for number in self._index.beginning(word, most=_WORDS_OF_BEGINNING):
                found.update(dict.fromkeys(self._begun(word, number), _BEGINNING))
                if len(found) > _PLACES_OF_WORD:
                    break
        exact = self._index.exact(word)
        if exact is not None:
            found.update(dict.fromkeys(self._index.positions(exact), _EXACT))
        return found

    def _begun(self, word: str, number: int) -> Iterable[int]:
        """The places of a longer word; after a few letters not the villages yet, of which there are too many."""
        positions = self._index.positions(number)
        if len(word) >= _LONG_BEGINNING:
            return positions
        depths = self._places.depths
        return [at for at in positions if depths[at] < _DEPTH_OF_VILLAGES]

    def _of_post_code(self, digits: str) -> Matches:
        quality = _EXACT if len(digits) == _POST_CODE else _BEGINNING
        villages = self._index.of_post_code(digits, most=_PLACES_OF_WORD)
        found = dict.fromkeys(villages, quality)
        found.update(dict.fromkeys((self._places.parents(at)[0] for at in villages), quality))
        return found

    def _near(self, word: str) -> Matches:
        if len(word) < _SHORTEST_NEAR or word.isdecimal():
            return {}
        return {at: _NEAR for number in self._index.near(word) for at in self._index.positions(number)}


class _Search:
    """One question, asked of all places."""

    def __init__(self, places: Gazetteer, index: TokenIndex, words: _Words, question: Question) -> None:
        self._places, self._index, self._words, self._question = places, index, words, question
        self._known: Mapping[str, Matches] = {}
        self._twice: Sequence[Matches] = ()
        self._lost = 0

    def strictly(self, limit: int) -> list[Score]:
        """The best of the places that fit every word that is known at all."""
        found = {word: self._words.plain(word) or self._words.near(word) for word in self._question.words}
        known = {word: match for word, match in found.items() if match}
        self._known, self._lost = known, len(found) - len(known)
        self._twice = [known[word] for word in self._question.twice if word in known]
        return self._join(list(known.values()), limit)

    def loosely(self, limit: int) -> list[Score]:
        """The best of the places that fit every word if a letter of it may be wrong, or as many words as can be."""
        if len(self._known) < _WORDS_TO_LOOSEN:
            return []
        looser = [{**self._words.near(word), **match} for word, match in self._known.items()]
        return self._join(looser, limit) or self._most(looser, limit)

    def _join(self, matches: Sequence[Matches], limit: int) -> list[Score]:
        """The best of the places that fit every word."""
        if not matches:
            return []
        if len(matches) == 1 and not (self._question.hints or self._twice):
            return nsmallest(limit, self._simple_scores(matches[0]))
        rarest, *others = sorted(matches, key=len)
        fitting = self._candidates(rarest, others)
        for match in others:
            fitting = self._within(match, fitting)
        scores = (self._score(at, matches) for at in fitting)
        return nsmallest(limit, (score for score in scores if score is not None))

    def _most(self, matches: Sequence[Matches], limit: int) -> list[Score]:
        """The best of the places that fit more words than the others do."""
        candidates: set[int] = set()
        for match in sorted(matches, key=len):
            candidates.update(islice(match, max(0, _LOOSE_CANDIDATES - len(candidates))))
        fits = Counter(at for match in matches for at in self._within(match, candidates))
        most = max(fits.values())
        scores = (self._score(at, matches) for at, count in fits.items() if count == most)
        return nsmallest(limit, (score for score in scores if score is not None))

    def _within(self, match: Matches, positions: Iterable[int]) -> list[int]:
        """Those of the places that have the word themselves, or lie in one that has it."""
        above = self._places.parents_of
        return [
            at
            for at in positions
            if at in match or (one := above[at]) in match or (two := above[one]) in match or above[two] in match
        ]

    def _candidates(self, rarest: Matches, others: Sequence[Matches]) -> Iterable[int]:
        """Where hits can be: they have the rarest word themselves, or lie in a place that has it."""
        candidates, depths = set(rarest), self._places.depths
        ordered = [sorted(other) for other in others]
        for at in rarest:
            if depths[at] < _DEPTH_OF_VILLAGES:
                end = self._places.end(at)
                for positions in ordered:
                    candidates.update(positions[bisect_left(positions, at) : bisect_left(positions, end)])
        return candidates

    def _score(self, at: int, matches: Sequence[Matches]) -> Score | None:
        """The score of a place; None where its own name fits nothing."""
        several = len(matches) > 1 or self._question.hints or self._twice
        parents = self._places.parents(at) if several else ()
        fits, missed, own, loose = 0, self._lost, 0, 0
        left = self._left(parents, matches)
        for match in matches:
            here = match.get(at)
            above = [(match[parent], left[parent]) for parent in parents if parent in match]
            own += here is not None
            if here is not None:
                fits += min([here, *(fit for fit, _ in above)])
            elif above:
                fits += min(above)[0]
                loose += min(words for _, words in above)
            else:
                missed += 1
        if not own:
            return None
        amiss = sum(sum(one in match for one in (at, *parents)) < _TWICE for match in self._twice)
        length = self._index.lengths[at]
        rest = max(0, length - own)
        kind, rank = self._hinted(at, parents, rest)
        return missed, fits, amiss + kind, loose, rank, length, rest, at

    def _simple_scores(self, match: Matches) -> Iterable[Score]:
        """The scores where one word is all that is asked: no look at what places lie in."""
        depths, lengths, lost = self._places.depths, self._index.lengths, self._lost
        for at, fit in match.items():
            length = lengths[at]
            yield lost, fit, 0, 0, _RANKS_OF_DEPTH[depths[at]][length > 1], length, max(0, length - 1), at

    def _left(self, parents: Iterable[int], matches: Sequence[Matches]) -> Mapping[int, int]:
        """How many words of each of these places nobody typed."""
        lengths = self._index.lengths
        return {one: max(0, lengths[one] - sum(one in match for match in matches)) for one in parents}

    def _hinted(self, at: int, parents: Sequence[int], rest: int) -> tuple[int, int]:
        """Whether it is not of the kind that was asked for, and where its level stands."""
        level, hints = self._places.level(at), self._question.hints
        rank = _RANKS[level][rest > 0]
        if not hints:
            return 0, rank
        if not rest and any(_FIRST_OF_HINT[hint] is level for hint in hints):
            rank = -1
        amiss = 0
        if not hints.isdisjoint((Hint.CITY, Hint.REGENCY)):
            kind = Hint.CITY if self._is_in_city((at, *parents)) else Hint.REGENCY
            amiss = int(kind not in hints)
        return amiss, rank

    def _is_in_city(self, path: Iterable[int]) -> bool:
        names = (self._places.name(at) for at in path if self._places.level(at) is Level.REGENCY)
        return any(name.startswith("Kota ") for name in names)


def _filled_up(found: list[int], places: Gazetteer, limit: int) -> list[int]:
    """The hits; after the one city or regency that leads them, or where there is room, its districts.

    Buyers and couriers name districts: whoever typed a city alone goes on from there.
    """
    leads = [places.level(at) is Level.REGENCY for at in found[:2]]
    filled: dict[int, None] = {}
    for at in found:
        filled[at] = None
        if places.level(at) is Level.REGENCY and (len(found) < limit or (len(filled) == 1 and leads != [True, True])):
            filled.update(dict.fromkeys(sorted(places.children(at), key=places.name)))
    return list(filled)[:limit]
