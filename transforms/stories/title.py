"""What a story is about, in one line: whose force, which force, where. It follows the story, not its first headline."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from storywatch.transforms.claims.names import kind_of_force
from storywatch.transforms.stories.profile import rarity
from storywatch.transforms.vocabulary import vocabulary

SHARE = 0.3
"""Share of the articles that begin with a name that belongs to the title."""
HEAD = 400
"""Characters of a text in which its names are looked up as they are written."""
LENGTH = 110
"""Characters of a headline that stands for the title."""
COUNTRIES, PLACES = 3, 2
LATE = 10 * HEAD
"""Where a word stands that a headline lacks."""
UNCHANGED = ("aircraft", "police")
"""Words for kinds of force that are one and many."""


def _shown(term: str, headlines: Sequence[str]) -> str:
    """A name or noun as the headlines write it; a country by its own name."""
    word = term[2:]
    if term[0] == "c":
        small, short = ("and", "of", "the"), ("dr", "uk", "us", "uae")
        return " ".join(part if part in small else part.upper() if part in short else part[:1].upper() + part[1:] for part in word.split())
    found = Counter(m.group(0) for line in headlines for m in re.finditer(rf"(?<!\w){re.escape(word)}\w{{0,3}}(?!\w)", line, re.I))
    if found:
        return min(found, key=lambda form: (-found[form], form))
    # a kind of force that no headline names in English
    return (word if word in UNCHANGED else f"{word}s") if term[0] == "w" else word.capitalize()


def shortened(text: str, length: int = LENGTH) -> str:
    """The text in one line, cut behind a word where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


OTHERS = 4
"""Times that a sender's force is named for once that the host's is."""


def _at(name: str) -> str:
    """The pattern of a name that stands where a place stands."""
    return rf"\b(?:in|to|into|at|near|from|off|for|on|around) (?:the )?{re.escape(name)}\b"


def _is_place(name: str, heads: Sequence[str]) -> bool:
    """Whether a name stands where a place stands, in some head."""
    return any(re.search(_at(name), head, re.I) for head in heads)


def _forces_of(country: str, heads: Sequence[str]) -> int:
    """How often heads name a force by its country: "Kenyan police", "North Korean special forces"."""
    demonyms = next((told[0] for name, told in vocabulary("countries").items() if name.lower() == country.lower()), ())
    found = [m for head in heads for d in demonyms for m in re.finditer(rf"\b{re.escape(d)}((?: [\w-]+){{1,3}})", head)]
    return sum(any(kind_of_force(word.lower()) for word in m[1].split()) for m in found)


def _hosts(countries: Sequence[str], heads: Sequence[str]) -> list[str]:
    """The countries that stand where a place stands: mostly, or where another one's force is named: "Kenyan police in Haiti"."""

    def mostly(name: str) -> bool:
        told = [(len(re.findall(_at(name) + "(?!')", head, re.I)), len(re.findall(rf"\b{re.escape(name)}", head, re.I))) for head in heads]
        return 0 < sum(at for at, _ in told) >= sum(n for _, n in told) / 2

    sent = {name: _forces_of(name, heads) for name in countries}
    most = max(sent.values(), default=0)
    within = {c: any(re.search(rf"\b(?:in|into|inside|from) {re.escape(c)}\b(?!')", head) for head in heads) for c in countries}
    found = [c for c in countries if mostly(c) or (sent[c] * OTHERS < most and within[c])]
    # where no sender is named they are whose it is
    return found if len(found) < len(countries) else []


def _whole(noun: str, heads: Sequence[str]) -> str:
    """A noun with the word for a force that most often stands before it: "police officers", "missile battery"."""
    before = Counter(m[1].lower() for head in heads for m in re.finditer(rf"([\w'-]+) {re.escape(noun)}\b", head, re.I))
    word, often = min(before.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    return f"{word} {noun}" if kind_of_force(word) and often * 2 > sum(before.values()) else noun


def _force(shares: Mapping[str, float], headlines: Sequence[str]) -> str:
    """The force or equipment: its name and the word for it, in the order in which headlines have them."""
    nouns = [t for t in shares if t[0] == "w" and kind_of_force(t[2:])]
    names = [t for t in shares if t[0] == "f"]
    name = max(names, key=lambda t: (shares[t], t), default=None)

    def beside(noun: str) -> bool:
        """Whether the word stands at the name somewhere."""
        pair = (re.escape(noun[2:]), re.escape((name or noun)[2:]))
        either = rf"{pair[0]}\w*\W+{pair[1]}|{pair[1]}\W+(?:[\w-]+\W+){{0,2}}{pair[0]}"
        return bool(name) and any(re.search(either, line, re.I) for line in headlines)

    def early(noun: str) -> int:
        """How early headlines have the word: "patrol ship" before "tanker"."""
        return -sum(line.lower().find(noun[2:]) % LATE for line in headlines)

    noun = max(nouns, key=lambda t: (beside(t), shares[t], early(t), t), default=None)
    if not name or not noun:
        return _shown(name, headlines) if name else _whole(_shown(noun, headlines), headlines) if noun else ""
    first, second = re.escape(noun[2:]), re.escape(name[2:])
    behind = any(re.search(rf"(?<!\w){first}\w*\s+{second}", line, re.I) for line in headlines)
    both = (_shown(noun, headlines), _shown(name, headlines))
    return " ".join(both if behind else both[::-1])


def story_title(articles: Iterable[Mapping[str, Any]]) -> str:
    """The title of a story from the rows of its articles in order (`title`, `lead_terms`, `text`).

    Where the headlines share no force, it is the one headline that shares most with the others.
    """
    rows = list(articles)
    lines = [shortened(row["title"] or row["text"]) for row in rows]
    heads = [f"{row['title'] or ''} {row['text'][:HEAD]}" for row in rows]
    of_row = [set(row["lead_terms"] or ()) for row in rows]
    counts = Counter(term for terms in of_row for term in terms)
    # words and names of forces are only read in English
    english = max(1, sum(any(t[0] in "wf" for t in terms) for terms in of_row))
    of_kind = {"w": english, "f": english}
    told = max(1, sum(bool(terms) for terms in of_row))
    shares = {term: share for term, n in counts.items() if (share := n / of_kind.get(term[0], told)) >= SHARE}

    def most(kind: str, number: int) -> list[str]:
        return sorted((t for t in shares if t[0] == kind), key=lambda t: (-shares[t], t))[:number]

    force = _force(shares, heads)
    countries = most("c", COUNTRIES)
    if force and countries:
        # a name that is part of the force's is no place
        places = [t for t in most("g", PLACES + 8) if t[2:] not in force.lower() and _is_place(t[2:], heads)]
        # "sea" and "red" beside "red sea"
        places = [t for t in places if not any(t[2:] in other[2:].split() and t != other for other in places)][:PLACES]
        named = [_shown(t, heads) for t in countries]
        hosts = _hosts(named, heads)
        where = ", ".join([*(_shown(t, heads) for t in places), *hosts])
        whose = ", ".join(name for name in named if name not in hosts)
        return f"{whose}: {force}{f' – {where}' if where else ''}"
    weights = [sum(counts[t] * rarity(t) for t in terms) / (1 + len(terms)) ** 0.5 for terms in of_row]
    return lines[max(range(len(lines)), key=lambda i: (weights[i], -i))]
