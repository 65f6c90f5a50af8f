"""Claims of articles that are not in English: names of countries, other names, numbers and full dates.

The vocabulary of verbs and states is English, so of other languages no more is read than what a library knows: countries
by what CLDR (babel) calls them and their languages, numbers by the language's signs, dates by dateparser. What such a
claim means beside that its vector and the comparison of texts tell.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import dateparser
from anyascii import anyascii
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol
from storywatch.transforms.claims.names import Name, fold, gazetteer
from storywatch.transforms.rows import Article, Claim, DateMention, Figure, Span, content_id
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary
from wordfreq import available_languages, zipf_frequency

STEM = 5
"""Letters of a long name that hold through its cases ("Ukraine", "ukrainische"; "Украина", "Украине")."""
EVERYDAY = 4.0
"""Frequency (Zipf) from which a word with a capital letter is no name."""
SHORT, ENDING_OF_SHORT = 4, 3
"""The same for a short name, which must stand with a capital letter where the script has them ("Litwa", "Litwę")."""
ENDING = 5
"""Letters by which a word may be longer than the stem of a name."""
_WORD = re.compile(r"[^\W\d_]+")
_DATE = re.compile(
    r"(?<![\w.])(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\.?º?\s+(?:de\s+|d[’'])?[^\W\d_]{3,}\.?\s+(?:de\s+)?\d{4})(?![\w])"
)


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


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


@of_vocabulary
def countries(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """(whole names, stems) of that language in plain letters -> country; words of several parts are whole names."""
    locale = _locale(language)
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    names: list[tuple[str, str]] = []
    if locale:
        names = [(of[code], country) for code, country in _codes().items() for of in (locale.territories, locale.languages) if code in of]
    names += [(form, country) for country, found in vocabulary("countries").items() for form in (country, *found[2])]
    for name, country in names:
        plain = " ".join(anyascii(word).lower() for word in _WORD.findall(name))
        if " " not in plain and len(plain) >= SHORT:
            stems.setdefault(plain[: max(STEM, len(plain) - 3)] if len(plain) > STEM + 1 else plain[: max(SHORT, len(plain) - 1)], country)
        whole.setdefault(plain, country)
    return whole, stems


def _country(word: str, stems: dict[str, str], capital: bool) -> str | None:
    """The country whose stem a word begins with, the longest one; a short stem only where the word may be a name."""
    for length in range(min(len(word), 24), SHORT - 1, -1):
        if word[:length] in stems and len(word) - length <= (ENDING if length >= STEM else ENDING_OF_SHORT) and (capital or length >= STEM):
            return stems[word[:length]]
    return None


@lru_cache(maxsize=100_000)
def _rare(word: str, language: str) -> bool:
    """Whether a word is none of a language's everyday ones, where wordfreq knows the language."""
    return language not in available_languages() or zipf_frequency(word, language) < EVERYDAY


def names(text: str, language: str) -> list[Name]:
    """The countries that a sentence names, and its other words with a capital letter."""
    whole, stems = countries(language)
    words = [(m.start(), m.end(), anyascii(m.group(0))) for m in _WORD.finditer(text)]
    found: list[Name] = []
    at = 0
    while at < len(words):
        for several in (4, 3, 2, 1):
            some = words[at : at + several]
            joined = " ".join(word for *_, word in some).lower()
            country = whole.get(joined) or (_country(joined, stems, not text[some[0][0]].islower()) if several == 1 and some else None)
            if len(some) == several and country and (len(joined) > 3 or text[some[0][0] : some[-1][1]].isupper()):
                found.append(Name("country", country, text[some[0][0] : some[-1][1]], some[0][0], some[-1][1], False))
                at += several - 1
                break
        else:
            start, end, plain = words[at]
            # the first word of a sentence has a capital letter whatever it is, and in German every noun has
            if at and len(plain) > 2 and text[start].isupper() and _rare(text[start:end], language):
                found.append(Name("place", fold(plain), text[start:end], start, end, False))
        at += 1
    return found


def _numbers(text: str, language: str, taken: list[tuple[int, int]], offset: int) -> Iterator[Figure]:
    """Numbers in digits, with the marks of the language for thousands and decimals."""
    locale = _locale(language)
    point = get_decimal_symbol(locale) if locale else "."
    group = get_group_symbol(locale) if locale else ","
    groups = re.escape(group) + "., '\u00a0\u202f"
    pattern = re.compile(
        rf"(?<![\w.,/:-])\d{{1,3}}(?:[{groups}]\d{{3}})+(?!\d)|(?<![\w.,/:-])\d+(?:{re.escape(point)}\d+)?(?![\w:/-]|[.,]\d)"
    )
    for match in pattern.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        digits = match.group(0)
        value = float(re.sub(r"\D", "", digits)) if re.search(r"\D\d{3}$", digits) else float(digits.replace(point, "."))
        yield Figure(digits, offset + match.start(), offset + match.end(), value, value, None)


def _dates(text: str, language: str, offset: int) -> Iterator[DateMention]:
    for match in _DATE.finditer(text):
        try:
            found = dateparser.parse(match.group(0), languages=[language], settings={"DATE_ORDER": "DMY"})
        except (ValueError, OverflowError, TypeError, RecursionError):
            found = None
        if found:
            yield DateMention(match.group(0), offset + match.start(), offset + match.end(), found.date().isoformat(), "day", "event")


def terms(found: list[Name]) -> tuple[str, ...]:
    """What stories are compared by: `c:` for a country, `g:` for another name."""
    return tuple(("c:" if name.kind == "country" else "g:") + name.name.lower() for name in found)


def claim_of(text: str, start: int, article: Article, language: str) -> Claim:
    """What a sentence of another language tells. `start` is its offset in the article's text."""
    found = names(text, language)
    mentions = tuple(_dates(text, language, start))
    figures = tuple(_numbers(text, language, [(d.start - start, d.end - start) for d in mentions], start))
    actors = [n for n in found if n.kind == "country"]
    return Claim(
        claim_id=content_id("c", article.article_id, str(start), text),
        article_id=article.article_id,
        text=text,
        start=start,
        end=start + len(text),
        published=article.published,
        quote=bool(re.search(r"[“„\"«「]", text)),
        figures=figures,
        actors=tuple(dict.fromkeys(n.name for n in actors)),
        dates=mentions,
        spans=(
            *(Span("figure", f.text, f.start, f.end) for f in figures),
            *(Span("date", d.text, d.start, d.end) for d in mentions),
            *(Span("actor", n.text, start + n.start, start + n.end) for n in actors),
        ),
        terms=terms(found),
    )
