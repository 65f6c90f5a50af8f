"""Countries, cities and other names in articles of other languages: countries by `foreign_countries`, cities by their names in GeoNames.

No list of ours is applied to another language.
"""

from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii
from storywatch.transforms.claims.foreign_countries import WORD, CountryNames, countries
from storywatch.transforms.claims.geography import city_of
from storywatch.transforms.claims.names import Name, fold
from storywatch.transforms.vocabulary import of_vocabulary
from wordfreq import available_languages, zipf_frequency
from wordfreq.language_info import get_language_info

EVERYDAY, UNUSUAL = 4.0, 3.5
"""Frequency (Zipf) from which a word with a capital letter is no name; below which one may be made of a short name of a country."""
OF_A_TOWN, CASE = 5, 2
"""Letters of a town's name at least, and such as a case may put behind it."""
WITHOUT_CASES = frozenset(["es", "fr", "it", "pt", "ca", "gl", "nl", "sv", "da", "no", "nb", "vi", "id", "ms"])
"""Languages in which a town has one form."""
_HANGUL_JAMO = 0x1100
"""From here on letters stand for syllables and words."""


@lru_cache(maxsize=64)
def is_counted(language: str) -> bool:
    """Whether wordfreq knows the language, without the tokenizers that it wants for Chinese, Japanese and Korean."""
    return language in available_languages() and get_language_info(language)["tokenizer"] == "regex"


@lru_cache(maxsize=100_000)
def _frequency(word: str, language: str) -> float:
    """How often a word is in a language (Zipf); 0 where wordfreq does not know the language."""
    return float(zipf_frequency(word, language)) if is_counted(language) else 0.0


@of_vocabulary
def _town(words: str, language: str) -> str | None:
    """The name of the city that words stand for, in whatever case, as English has it."""
    # a name in Korean or Japanese letters is short
    least = OF_A_TOWN if ord(words[0]) < _HANGUL_JAMO else 2
    most = 0 if " " in words or language in WITHOUT_CASES else CASE
    for length in range(len(words), max(least, len(words) - most) - 1, -1):
        # "Wilnie" is Wilno, "Москве" Москва
        for ending in ("",) if length == len(words) else ("", "a", "o", "а", "о"):
            found = city_of(words[:length] + ending)
            if found:
                return fold(found.name)
    return None


def names(text: str, language: str) -> list[Name]:
    """The countries that a sentence names, its towns, and its other words with a capital letter."""
    known = countries(language)
    words = [(m.start(), m.end(), anyascii(m.group(0))) for m in WORD.finditer(text)]
    found: list[Name] = []
    at = 0
    while at < len(words):
        several, country = _country_at(text, words, at, known, language)
        if country:
            first, last = words[at][0], words[at + several - 1][1]
            found.append(Name("country", country, text[first:last], first, last, False))
            at += several - 1
        else:
            name, several = _other_name(text, words, at, language)
            if name:
                found.append(name)
            at += several - 1
        at += 1
    return found


def _country_at(text: str, words: Sequence[tuple[int, int, str]], at: int, known: CountryNames, language: str) -> tuple[int, str | None]:
    """(how many words, the country that they name) of the words from `at` on."""
    for several in (4, 3, 2):
        joined = " ".join(word for *_, word in words[at : at + several]).lower()
        if len(words) >= at + several and joined in known.whole:
            return several, known.whole[joined]
    other = known.of_words([word.lower() for *_, word in words[at : at + 4]])
    if other:
        return other[1], other[0]
    word = text[words[at][0] : words[at][1]]
    return 1, known.of_word(word, _frequency(word, language) < UNUSUAL)


def _other_name(text: str, words: Sequence[tuple[int, int, str]], at: int, language: str) -> tuple[Name | None, int]:
    """(the city or other name that begins at a word, of how many words it is); (None, 1) where none does."""
    start, end, plain = words[at]
    # the first word of a sentence has a capital letter whatever it is, and in German every noun has
    if not at or len(plain) < 3 or text[start].islower():
        return None, 1
    rare = _frequency(text[start:end], language) < EVERYDAY
    for several in (3, 2, 1):
        last = words[at + several - 1][1] if at + several <= len(words) else None
        town = _town(text[start:last], language) if last and (rare or several > 1 or language != "de") else None
        if town:
            return Name("place", town, text[start:last], start, last or end, False), several
    # a script without capital letters does not tell what is a name
    return (Name("place", fold(plain), text[start:end], start, end, False) if rare and text[start].isupper() else None), 1
