"""What other languages call the countries and their peoples, by CLDR (babel): in all cases, with and without capital letters.

No list of words of another language is ours, but for a few forms in countries.yaml that CLDR lacks ("США", "Türk"). A country is a
name, and so has a capital letter where the script has them; a people, and what is of it, need not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from anyascii import anyascii
from babel import Locale
from storywatch.transforms.claims.foreign_numbers import locale_of
from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

WORD = re.compile(r"[^\W\d_]+")
STEM = 5
"""Letters of a long name that hold through its cases ("Ukraine", "ukrainische"; "Украина", "Украине")."""
SHORT, ENDING_OF_SHORT = 4, 3
"""Letters that a short name keeps ("Litwa", "Litwę"), and by which a word may be longer than it."""
ENDING = 7
"""Letters by which a word may be longer than a name: "Nordkorea", "nordkoreanische"."""
LONGEST = 24
"""Letters of a name at most."""
BEGINNING = 3
"""Letters that the words of a name of several keep in all cases."""
_VOWELS = tuple("aeiouy")
_GENDER_AND_NUMBER = re.compile(r"(?:[aeio]s?|s)$")
"""What the name of a people may end with: "rusas", "turcs", "tyska"."""
_VOWEL_AND_NUMBER, _ENDS_WITH_TWO_VOWELS = re.compile(r"[aeiou]{1,2}s?"), re.compile(r"i[aeo]$")
_CYRILLIC, _OF_A_PEOPLE = re.compile("[а-я]"), "ts"
_SEATS = ("Whitehall", "Pentagon")
"""Of what stands for a country in the vocabulary, what its people are not called by."""
_SPOKEN_WIDELY = ("en", "es", "pt")
"""Languages of whose kinds CLDR says no more than the country."""


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
    """What a language calls the countries, in plain lower-case letters where nothing else is said."""

    whole: Mapping[str, str]
    """Names, of one word or several -> country."""
    written: Mapping[str, str]
    """A name of one word with a capital letter in its own script, or an abbreviation -> country."""
    but_for_vowel: Mapping[str, str]
    """The letters, in their own script, of a name of one word that ends with a vowel, without it -> country."""
    stems: Mapping[str, tuple[str, str]]
    """The letters that names of one word begin with in all cases -> (country, the whole name)."""
    several: Mapping[str, Sequence[tuple[Sequence[str], str]]]
    """The first letters of a name of several words -> (its words, country)."""
    halves: Sequence[tuple[str, str, str]]
    """(word, word, country) of names of two words that people are named by: "Corea del Norte", "Stati Uniti"."""
    peoples: Mapping[str, str]
    """What a people is called, in its own script -> country."""
    stems_of_peoples: Mapping[str, str]
    """The same but for its ending -> country."""
    unaccented: frozenset[str]
    """What peoples are called, in plain letters."""
    as_in_english: Mapping[str, str]
    """What names of peoples begin with that begin as in English -> country."""
    beginnings: Mapping[str, Sequence[tuple[str, str]]]
    """The first letters of names of countries of one word -> (name, country)."""
    suffixes: frozenset[str]
    """What names of peoples are made with from those of countries, but for vowels before it: "sch", "n", "sk"."""

    def of_word(self, written: str, unusual: bool) -> str | None:
        """The country that a word names, in whatever case: as a country, with a capital letter where the script has them, or as a
        people or what is of it. `unusual`: whether it may be made of a short name."""
        word = _plain(written)
        named = None if written[0].islower() else self._as_country(written, word, unusual)
        return named or self.peoples.get(written.lower()) or self._as_people(word) or self._as_half(word)

    def _as_country(self, written: str, word: str, unusual: bool) -> str | None:
        if word in self.whole and len(word) >= SHORT:
            return self.whole[word]
        if written in self.written or written.capitalize() in self.written:
            return self.written.get(written) or self.written[written.capitalize()]
        if _ends_with_vowel(written) and written[:-1].lower() in self.but_for_vowel:
            return self.but_for_vowel[written[:-1].lower()]
        for length in range(min(len(word), LONGEST), SHORT - 1, -1):
            # "Нигера" is no case of Nigeria
            if length == len(word) - 1 and word[:length] in self.whole:
                return self.whole[word[:length]]
            country, name = self.stems.get(word[:length], (None, ""))
            # only the vowel at the end of a long name is another in other cases: "Francisco" is none of "Francia"
            behind = word[length : length + 2]
            other_case = word.startswith(name) or len(name) <= STEM + 1 or behind[:1] in _VOWELS or behind == "ts"
            if country and other_case and len(word) - len(name) <= (ENDING if length >= STEM or unusual else ENDING_OF_SHORT):
                return country
        return None

    def _as_people(self, word: str) -> str | None:
        ending = _GENDER_AND_NUMBER.search(word)
        if ending and word[: ending.start()] in self.stems_of_peoples:
            return self.stems_of_peoples[word[: ending.start()]]
        if word[:STEM] in self.as_in_english:
            return self.as_in_english[word[:STEM]]
        for length in range(min(len(word), LONGEST), STEM - 1, -1):
            stem, behind = word[:length], word[length : length + 1]
            # "fines" are no Finns ("finés")
            if stem in self.stems_of_peoples and (behind in (*_VOWELS, "s", stem[-1]) or not (behind or stem in self.unaccented)):
                return self.stems_of_peoples[stem]
        made = [(len(name), country) for name, country in self.beginnings.get(word[:SHORT], ()) if self._is_made(name, word)]
        return max(made, default=(0, None))[1]

    def _is_made(self, name: str, word: str) -> bool:
        """Whether a word is made of a country's name: "syrischen" of "Syrien", "sirios" of "Siria", "israelíes" of "Israel"."""
        same = _common(name, word)
        whole, rest = same == len(name), word[same:]
        if _VOWEL_AND_NUMBER.fullmatch(rest) and (whole or (same == len(name) - 1 and _ENDS_WITH_TWO_VOWELS.search(name))):
            return True
        behind = rest.lstrip("".join(_VOWELS) + "j")
        return same >= max(SHORT, len(name) - 2) and any(
            behind.startswith(suffix)
            and (whole or len(suffix) > 1 or (suffix == "n" and same == len(name) - 1 and name[-1] in _VOWELS))
            and (suffix != _OF_A_PEOPLE or same >= STEM)
            and len(behind) - len(suffix) <= ENDING_OF_SHORT
            and behind[len(suffix) :][:1] in (*_VOWELS, "s", suffix[-1], "")
            for suffix in self.suffixes
        )

    def _as_half(self, word: str) -> str | None:
        """ "norcoreano", "севернокорейский": an adjective made of both words of "Corea del Norte"."""
        for one, two, country in self.halves if len(word) > 2 * BEGINNING + 1 else ():
            for first, second in ((one, two), (two, one)):
                if word.startswith(first[:BEGINNING]) and second[: BEGINNING + 1] in word[BEGINNING:]:
                    return country
        return None

    def of_words(self, words: Sequence[str]) -> tuple[str, int] | None:
        """(country, words) of a name of several words, in whatever case, that some words begin with."""
        for parts, country in self.several.get(words[0][:BEGINNING], ()) if len(words[0]) >= BEGINNING else ():
            if len(words) >= len(parts) and all(_same_but_case(a, b) for a, b in zip(parts, words, strict=False)):
                return country, len(parts)
        return None


def _ends_with_vowel(word: str) -> bool:
    """Whether it has letters enough for a name in another case ("Сирия", "Сирии"), and its last one is a vowel in whatever script."""
    return len(word) >= STEM and anyascii(word[-1]).lower()[:1] in _VOWELS


def _common(one: str, two: str) -> int:
    """Letters that two words begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _same_but_case(name: str, word: str) -> bool:
    """Whether a word is one of a name in another case: "Северной" and "Северная"."""
    return name == word or (
        _common(name, word) >= max(BEGINNING, min(len(name), len(word)) - 3) and abs(len(name) - len(word)) <= BEGINNING + 1
    )


def _two_koreas(locale: Locale) -> list[tuple[str, str]]:
    """North and South Korea where CLDR has their official names only: by its names of the halves of America and of the language."""
    halves = (("003", "North Korea"), ("005", "South Korea"))
    korean = locale.languages.get("ko", "")
    return [(f"{half.split()[0]} {korean}", country) for code, country in halves if " " in (half := locale.territories.get(code, ""))]


def _kinds_of_languages(locale: Locale) -> list[tuple[str, str]]:
    """What a language calls a country in the names of kinds of languages: "inglés británico", "portugais brésilien"."""
    out = []
    for code, name in locale.languages.items():
        language, _, territory = code.partition("_")
        country = _codes().get(territory)
        # that of its own country is called European
        if country and language in _SPOKEN_WIDELY and territory.lower() != language and "(" not in name:
            itself = locale.languages[language].lower()
            out += [(word, country) for word in WORD.findall(name) if len(word) >= STEM and itself not in word.lower()]
    return out


def _peoples(locale: Locale) -> list[tuple[str, str]]:
    """What a language calls other languages, as it calls the people too, where it does not call the country so."""
    countries = {name.lower() for name in locale.territories.values()}
    return [
        (name, country)
        for code, country in _codes().items()
        if (name := locale.languages.get(code, "")) and WORD.fullmatch(name) and len(name) >= SHORT and name.lower() not in countries
    ]


def _plain(name: str) -> str:
    return anyascii(name).lower()


def _stems(name: str) -> list[str]:
    """The plain letters that a name of one word begins with in all cases."""
    plain = _plain(name)
    # "Египет", "Египта"
    fleeting = [plain[:-2] + plain[-1]] if len(plain) > STEM and plain[-2] in _VOWELS and plain[-1] not in _VOWELS else []
    if len(plain) <= STEM + 1:
        return [plain[: max(SHORT, len(plain) - 1)], *fleeting]
    own = re.sub("s$", "", name) if plain[-2] in _VOWELS else name
    return [_plain(own[:-1] if _plain(own[-1])[:1] in (*_VOWELS, "'") else own), *fleeting]


def _stems_of_people(name: str) -> list[str]:
    """The plain letters that what a people is called begins with in all cases: "amerykansk", "amerykansc"; "turc", "turch"."""
    stem = re.sub(r"(?:iy|[aeiouy])$", "", _plain(name))
    if stem.endswith("k") and len(stem) > STEM:
        # "niemieckie", "niemieccy", "Niemiec"; "węgierskie", "Węgier"
        noun = stem.removesuffix("k").removesuffix("s")
        return [stem, stem[:-1] + "c", *([noun] if len(noun) >= STEM else ())]
    return [stem, stem + "h"] if stem.endswith(("c", "g")) else [stem]


def _as_in_english() -> dict[str, str]:
    """The letters that the peoples of countries which CLDR calls united begin with, as in English: "britânicos", "amerikanischen"."""
    out = {}
    for country in ("Britain", "United States"):
        peoples, _, others = vocabulary("countries")[country]
        words = (form for form in (country, *peoples, *others) if WORD.fullmatch(form) and len(form) > STEM and not form.isupper())
        out.update({_plain(word)[:STEM]: country for word in words if word not in _SEATS})
    return out


def _suffixes(locale: Locale) -> frozenset[str]:
    """What a language makes names of peoples with from those of countries, at least twice: "sch", "n", "sk"."""
    countries = {country: _plain(locale.territories[code]) for code, country in _codes().items() if code in locale.territories}
    found = Counter[str]()
    for name, country in _peoples(locale):
        same = _common(countries.get(country, ""), _plain(name))
        suffix = _plain(name)[same:].strip("".join(_VOWELS) + "j")
        if same >= BEGINNING and suffix:
            found[suffix] += 1
    often = [suffix for suffix, n in found.items() if n > 1]
    if any(_CYRILLIC.search(name) for name in locale.territories.values()):
        # CLDR names no peoples but by their languages: "українців"
        often.append(_OF_A_PEOPLE)
    return frozenset([*often, *(suffix[:-1] + "c" for suffix in often if suffix.endswith("sk"))])


def _halves(several: Iterable[tuple[Sequence[str], str]], locale: Locale) -> list[tuple[str, str, str]]:
    """The names of Britain, the United States and of countries that English names by a direction, but for official ones, which have the word for
    republic."""
    two = (locale.territories.get(code, "") for code in ("CF", "DO"))
    first, second = ([_plain(word)[:SHORT] for word in WORD.findall(name)] for name in two)
    out = []
    for parts, country in several:
        long = sorted(parts, key=len)[-2:]
        if country.startswith(("North ", "South ", "United States", "Britain")) and not any(
            part[:SHORT] in first and part[:SHORT] in second for part in parts
        ):
            out.append((long[0], long[1], country))
    return out


@of_vocabulary
def countries(language: str) -> CountryNames:
    """What a language calls the countries and their peoples."""
    locale = locale_of(language)
    codes = _codes()
    own = [(locale.territories[code], codes[code]) for code in codes if code in locale.territories] if locale else []
    beginnings: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, country in own:
        if WORD.fullmatch(name) and len(_plain(name)) >= SHORT:
            beginnings[_plain(name)[:SHORT]].append((_plain(name), country))
    peoples = [*_peoples(locale), *_kinds_of_languages(locale)] if locale else []
    names = [*own, *(_two_koreas(locale) if locale else ())]
    names += [(form, country) for country, found in vocabulary("countries").items() for form in (country, *found[2])]
    whole: dict[str, str] = {}
    stems: dict[str, tuple[str, str]] = {}
    several: dict[str, list[tuple[Sequence[str], str]]] = defaultdict(list)
    for name, country in names:
        parts = [_plain(word) for word in WORD.findall(name)]
        if len(parts) == 1 and len(parts[0]) >= SHORT:
            for stem in _stems(WORD.findall(name)[0]):
                stems.setdefault(stem, (country, parts[0]))
        elif len(parts) > 1 and min(map(len, sorted(parts, key=len)[-2:])) >= BEGINNING:
            several[parts[0][:BEGINNING]].append((parts, country))
        whole.setdefault(" ".join(parts), country)
    abbreviations = {form: country for country, found in vocabulary("countries").items() for form in found[2] if form.isupper()}
    return CountryNames(
        whole=whole,
        written={**{name.capitalize(): country for name, country in reversed(own) if WORD.fullmatch(name)}, **abbreviations},
        but_for_vowel={name[:-1].lower(): country for name, country in reversed(own) if WORD.fullmatch(name) and _ends_with_vowel(name)},
        stems=stems,
        several=several,
        halves=_halves(chain.from_iterable(several.values()), locale) if locale else (),
        peoples={name.lower(): country for name, country in reversed(peoples)},
        stems_of_peoples={
            stem: country for name, country in reversed(peoples) for stem in _stems_of_people(name) if len(stem) >= BEGINNING
        },
        unaccented=frozenset(_plain(name) for name, _ in peoples),
        as_in_english=_as_in_english(),
        beginnings=beginnings,
        suffixes=_suffixes(locale) if locale else frozenset(),
    )
