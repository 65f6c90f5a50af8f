"""Claims of articles that are not in English: names, numbers and days as libraries know them, and what the words mean.

The vocabulary is English and is not applied to other languages: countries are known by what CLDR (babel) calls them and their
languages, towns by GeoNames, numbers and days by the marks and words of the language; which words tell of an event or name a
force is learned (`transforms/claims/meanings.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.foreign_names import names
from storywatch.transforms.claims.foreign_numbers import dates, numbers, spelled
from storywatch.transforms.claims.meanings import Meaning, family_of, meanings
from storywatch.transforms.claims.names import Name
from storywatch.transforms.rows import Article, Claim, Event, Figure, Span, content_id

READ = ("presence", "withdrawal", "combat", "losses", "capture")
"""Families of events that are told by words of their own in all languages; of decisions and the like too much is guessed."""
SURE = 0.65
"""How likely a family of events must be for a word to tell of it."""
WORD_OF_FORCE = {
    "troops": "troop",
    "police": "police",
    "battalions": "brigade",
    "aircraft": "aircraft",
    "ships": "ship",
    "weapons": "missile",
    "vehicles": "vehicle",
}
"""The English word by which a kind of force is compared with what English articles name."""


def _of_equipment(found: Sequence[Name], meant: Sequence[Meaning]) -> set[str]:
    """Which names stand at a word for equipment or a unit, but for a country between them: "frégate allemande Hessen"."""
    countries = [(n.start, n.end) for n in found if n.kind == "country"]
    words = [w for w in meant if not any(a <= w.start < b for a, b in countries)]
    beside = {w.start: (words[i - 1] if i else None, words[i + 1] if i + 1 < len(words) else None) for i, w in enumerate(words)}
    others = [n for n in found if n.kind == "place"]
    return {n.name for n in others if any(w and w.force not in (None, "troops", "police") for w in beside.get(n.start, ()))}


def terms(found: Sequence[Name], meant: Sequence[Meaning]) -> tuple[str, ...]:
    """What stories are compared by: `c:` for a country, `f:` for a name of equipment, `g:` for another name, `w:` for a kind of force."""
    equipment = _of_equipment(found, meant)
    own = [("c:" if n.kind == "country" else "f:" if n.name in equipment else "g:") + n.name.lower() for n in found]
    return (*own, *dict.fromkeys(f"w:{WORD_OF_FORCE[word.force]}" for word in meant if word.force))


def _nearest(words: Sequence[Meaning], start: int) -> Meaning | None:
    """The word for a force that stands nearest to a place, the one behind it where two are as near."""
    return min((w for w in words if w.force), key=lambda w: (abs(w.start - start), w.start < start), default=None)


def _events(meant: Sequence[Meaning], offset: int, figures: Sequence[Figure]) -> tuple[Event, ...]:
    """One event of each family and modality that words of a sentence surely tell of, by the surest word."""
    best: dict[tuple[str | None, str], Meaning] = {}
    for word in meant:
        family = family_of(word.event) if word.event else None
        if family in READ and word.sure >= SURE:
            key = (family, word.modality)
            if key not in best or word.sure > best[key].sure:
                best[key] = word
    out = []
    for word in sorted(best.values(), key=lambda w: w.start):
        force = _nearest(meant, word.start)
        spans = [Span("meaning", word.word, offset + word.start, offset + word.end)]
        if force:
            spans.append(Span(f"force:{force.force}", force.word, offset + force.start, offset + force.end))
        counted = next((f.text for f in figures if f.counted and force and f.unit == force.word), None)
        out.append(
            Event(
                word.event or "other",
                object=force.word if force else None,
                figure=counted,
                modality=word.modality,
                start=offset + word.start,
                end=offset + word.end,
                spans=tuple(spans),
            )
        )
    return tuple(out)


SMALL = 10
"""A number below it counts the next word: "two military sites" are not two soldiers."""
_SYLLABLES = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
OUTCOMES = {"killed": "losses", "wounded": "losses", "missing": "losses", "captured": "capture", "withdrawn": "withdrawal"}
"""What is told of so many only where an event of that family is told too."""


def _unit(meant: Sequence[Meaning], number: int, small: bool) -> Meaning | None:
    """The word for a force that stands behind a number, or behind one word more; in Korean, Japanese or Chinese letters on either side."""
    behind = list(meant[number + 1 : number + (2 if small else 3)])
    before = list(meant[max(0, number - 2) : number]) if any(_SYLLABLES.search(w.word) for w in (*behind, meant[number])) else []
    return next((w for w in [*behind, *reversed(before)] if w.force), None)


def _figures(meant: Sequence[Meaning], offset: int, found: Sequence[Figure]) -> tuple[Figure, ...]:
    """Numbers with what they count, by what the number means where it stands: a force only where a word for one is beside it, and
    losses and the like only where the sentence tells of them."""
    told = {family_of(w.event) for w in meant if w.event and w.sure >= SURE}
    out = []
    for figure in found:
        at = next((i for i, w in enumerate(meant) if w.start <= figure.end - 1 - offset < w.end), None)
        own = meant[at] if at is not None else None
        if at is not None and own and own.counted and OUTCOMES.get(own.counted) in (None, *told):
            unit = _unit(meant, at, (figure.low or 0) < SMALL)
            if unit or own.counted in OUTCOMES:
                measure = own.measure if OUTCOMES.get(own.measure) in (None, *told) else "other"
                figure = replace(figure, unit=unit.word if unit else None, counted=own.counted, measure=measure)
        out.append(figure)
    return tuple(out)


def claim_of(text: str, start: int, article: Article, language: str, meant: Sequence[Meaning]) -> Claim:
    """What a sentence of another language tells. `start` is its offset in the article's text."""
    found = names(text, language)
    mentions = tuple(dates(text, language, article.published, start))
    days = [(d.start - start, d.end - start) for d in mentions]
    counts = [*numbers(text, language, days, start), *spelled(text, language, start)]
    figures = _figures(meant, start, sorted(counts, key=lambda f: f.start))
    events = _events(meant, start, figures)
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
        events=events,
        spans=(
            *(Span("figure", f.text, f.start, f.end) for f in figures),
            *(Span("date", d.text, d.start, d.end) for d in mentions),
            *(Span("actor", n.text, start + n.start, start + n.end) for n in actors),
            *(Span(f"event:{e.type}", article.text[e.start : e.end], e.start, e.end) for e in events),
        ),
        terms=terms(found, meant),
    )


def claims(article: Article, language: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """(the claims of an article's sentences, the terms of its title)."""
    texts = [article.text[a:b] for a, b in spans]
    title = article.title or ""
    *meant, of_title = meanings([*texts, title])
    told = tuple(claim_of(text, a, article, language, own) for text, (a, _), own in zip(texts, spans, meant, strict=True))
    return told, terms(names(title, language), of_title)
