"""Countries, cities and other names in articles of other languages.

Countries are known by what CLDR (babel) calls them, their peoples and their languages, in whatever case; cities by their names in
GeoNames. No list of ours is applied to another language.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from babel import Locale
from storywatch.transforms.claims.foreign_numbers import locale_of
from storywatch.transforms.claims.geography import city_of
from storywatch.transforms.claims.names import Name, fold, gazetteer
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary
from wordfreq import available_languages, zipf_frequency
from wordfreq.language_info import get_language_info

STEM = 5
"""Letters of a long name that hold through its cases ("Ukraine", "ukrainische"; "Украина", "Украине")."""
EVERYDAY, UNUSUAL = 4.0, 3.5
"""Frequency (Zipf) from which a word with a capital letter is no name; below which one without may be made of a country's."""
SHORT, ENDING_OF_SHORT = 4, 3
"""The same for a short name, which must stand with a capital letter where the script has them ("Litwa", "Litwę")."""
ENDING = 7
"""Letters by which a word may be longer than a name: "Nordkorea", "nordkoreanische"."""
BEGINNING = 3
"""Letters that the words of a name of several keep in all cases."""
OF_A_TOWN, CASE = 5, 2
"""Letters of a town's name at least, and such as a case may put behind it."""
_HANGUL_JAMO = 0x1100
"""From here on letters stand for syllables and words."""
_WORD = re.compile(r"[^\W\d_]+")


@of_vocabulary
def _codes() -> dict[str, str]:
    """CLDR's code of a country, or of a language that is named as a people is -> the country's name in the vocabulary."""
    forms = gazetteer().forms
    english = Locale("en")
    out = {}
    for code, name in {**english.languages, **english.territories}.items():
        known = forms.get(name)
        if known and known[0] == "country" and (code.isupper() or known[2]) and not code.isdigit():
            out[code] = known[1]
    return out


@dataclass(frozen=True)
class CountryNames:
    """What a language calls the countries, in plain lower-case letters."""

    whole: Mapping[str, str]
    stems: Mapping[str, tuple[str, int]]
    """The letters that names of one word begin with in all cases -> (country, letters of the whole name)."""
    several: Mapping[str, Sequence[tuple[Sequence[str], str]]]
    """The first letters of a name of several words -> (its words, country)."""

    def of_word(self, word: str, capital: bool, unusual: bool) -> str | None:
        """The country whose stem a word begins with, the longest one; a short stem only where the word may be a name."""
        if word in self.whole and len(word) >= SHORT:
            return self.whole[word]
        for length in range(min(len(word), 24), SHORT - 1, -1):
            country, letters = self.stems.get(word[:length], (None, 0))
            long = length >= STEM or unusual
            if country and len(word) - letters <= (ENDING if long else ENDING_OF_SHORT) and (capital or long):
                return country
        return self._made_of_two(word)

    def _made_of_two(self, word: str) -> str | None:
        """ "norcoreano", "севернокорейский": an adjective made of both words of "Corea del Norte"."""
        for names in self.several.values() if len(word) > 2 * BEGINNING + 1 else ():
            for parts, country in names:
                long = sorted(parts, key=len)[-2:]
                begins = [part[:BEGINNING] for part in long]
                for one, two in ((begins[0], long[1]), (begins[1], long[0])):
                    if word.startswith(one) and two[: BEGINNING + 1] in word[len(one) :]:
                        return country
        return None

    def of_words(self, words: Sequence[str]) -> tuple[str, int] | None:
        """(country, words) of a name of several words, in whatever case, that some words begin with."""
        for parts, country in self.several.get(words[0][:BEGINNING], ()) if len(words[0]) >= BEGINNING else ():
            if len(words) >= len(parts) and all(_same_but_case(a, b) for a, b in zip(parts, words, strict=False)):
                return country, len(parts)
        return None


def _same_but_case(name: str, word: str) -> bool:
    """Whether a word is one of a name in another case: "Северной" and "Северная"."""
    kept = next((i for i, (a, b) in enumerate(zip(name, word, strict=False)) if a != b), min(len(name), len(word)))
    return name == word or (kept >= max(BEGINNING, min(len(name), len(word)) - 3) and abs(len(name) - len(word)) <= BEGINNING + 1)


def _two_koreas(locale: Locale) -> list[tuple[str, str]]:
    """North and South Korea where CLDR has their official names only: by its names of the halves of America and of the language."""
    halves = (("003", "North Korea"), ("005", "South Korea"))
    korean = locale.languages.get("ko", "")
    return [(f"{half.split()[0]} {korean}", country) for code, country in halves if " " in (half := locale.territories.get(code, ""))]


@of_vocabulary
def countries(language: str) -> CountryNames:
    """What a language calls the countries, its peoples and languages."""
    locale = locale_of(language)
    whole: dict[str, str] = {}
    stems: dict[str, tuple[str, int]] = {}
    several: dict[str, list[tuple[Sequence[str], str]]] = {}
    names: list[tuple[str, str]] = []
    if locale:
        names = [(of[code], country) for code, country in _codes().items() for of in (locale.territories, locale.languages) if code in of]
        names += _two_koreas(locale)
    names += [(form, country) for country, found in vocabulary("countries").items() for form in (country, *found[2])]
    for name, country in names:
        parts = [anyascii(word).lower() for word in _WORD.findall(name)]
        plain = " ".join(parts)
        if len(parts) == 1 and len(plain) >= SHORT:
            stem = plain[: max(STEM, len(plain) - 3)] if len(plain) > STEM + 1 else plain[: max(SHORT, len(plain) - 1)]
            stems.setdefault(stem, (country, len(plain)))
        elif len(parts) > 1 and min(map(len, sorted(parts, key=len)[-2:])) >= BEGINNING:
            several.setdefault(parts[0][:BEGINNING], []).append((parts, country))
        whole.setdefault(plain, country)
    return CountryNames(whole, stems, several)


@lru_cache(maxsize=64)
def is_counted(language: str) -> bool:
    """Whether wordfreq knows the language, without the tokenizers that it wants for Chinese, Japanese and Korean."""
    return language in available_languages() and get_language_info(language)["tokenizer"] == "regex"


@lru_cache(maxsize=100_000)
def _frequency(word: str, language: str) -> float:
    """How often a word is in a language (Zipf); 0 where wordfreq does not know the language."""
    return float(zipf_frequency(word, language)) if is_counted(language) else 0.0


@of_vocabulary
def _town(words: str) -> str | None:
    """The name of the city that words stand for, in whatever case, as English has it."""
    # a name in Korean or Japanese letters is short
    least = OF_A_TOWN if ord(words[0]) < _HANGUL_JAMO else 2
    for length in range(len(words), max(least, len(words) - (CASE if " " not in words else 0)) - 1, -1):
        # "Wilnie" is Wilno, "Москве" Москва
        for ending in ("",) if length == len(words) else ("", "a", "o"):
            found = city_of(anyascii(words[:length]) + ending)
            if found:
                return fold(found.name)
    return None


def names(text: str, language: str) -> list[Name]:
    """The countries that a sentence names, its towns, and its other words with a capital letter."""
    known = countries(language)
    words = [(m.start(), m.end(), anyascii(m.group(0))) for m in _WORD.finditer(text)]
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
    start, end, plain = words[at]
    country = known.of_word(plain.lower(), not text[start].islower(), _frequency(text[start:end], language) < UNUSUAL)
    return 1, country if len(plain) > 3 or text[start:end].isupper() else None


def _other_name(text: str, words: Sequence[tuple[int, int, str]], at: int, language: str) -> tuple[Name | None, int]:
    """(the city or other name that begins at a word, of how many words it is); (None, 1) where none does."""
    start, end, plain = words[at]
    # the first word of a sentence has a capital letter whatever it is, and in German every noun has
    if not at or len(plain) < 3 or text[start].islower():
        return None, 1
    rare = _frequency(text[start:end], language) < EVERYDAY
    for several in (3, 2, 1):
        last = words[at + several - 1][1] if at + several <= len(words) else None
        town = _town(text[start:last]) if last and (rare or several > 1 or language != "de") else None
        if town:
            return Name("place", town, text[start:last], start, last or end, False), several
    # a script without capital letters does not tell what is a name
    return (Name("place", fold(plain), text[start:end], start, end, False) if rare and text[start].isupper() else None), 1
