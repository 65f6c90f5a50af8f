"""Cut an article into claims. Plain functions; `transforms/claims/stage.py` runs them on Beam."""

import re
from dataclasses import replace
from functools import lru_cache

from transforms.claims import foreign
from transforms.claims.analysis import Analysed, analyse
from transforms.claims.attribution import Attribution, Speakers, attribution
from transforms.claims.dates import dates
from transforms.claims.figures import figures
from transforms.claims.names import Name, names, terms
from transforms.claims.sentences import sentences
from transforms.rows import Article, ArticleClaims, Claim, DateMention, Figure, Span, content_id
from transforms.vocabulary import vocabulary, words_regex

MAX_CLAIMS = 400
"""Claims of one article; what follows in a longer text is left out."""

PAST_PERFECT = re.compile(
    r"\bhad (?:\w+ly |not |already |also |never )?(?:been |\w+(?:ed|en|wn|ne|ght|ut|ld|id|nt|pt)\b|come\b|become\b|begun\b|gone\b|put\b|set\b)",
    re.I,
)
_SECTION = re.compile(r"^\s*(?:\(?background\)?(?: information)?|what came before|background)\s*[:.\n)]", re.I)
_UNCLEAR = re.compile(
    r"\b(?:unclear|not (?:yet )?(?:clear|known|established|confirmed|verified)|could not (?:be )?(?:independently )?(?:verif|confirm|corroborat|say)\w*|"
    r"cannot (?:verify|confirm|corroborate)|unverified|unconfirmed|remains to be|whether)\b", re.I
)  # fmt: skip
_NOTHING = re.compile(r"^\W*(?:no|nothing|nobody)\b", re.I)


@lru_cache(maxsize=4)
def _negations() -> re.Pattern[str]:
    return words_regex(vocabulary("attribution")["negations"])


@lru_cache(maxsize=4)
def _states() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, words_regex(state["words"])) for name, state in vocabulary("states").items()]


@lru_cache(maxsize=4)
def _background() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary("background")
    return words_regex(words["markers"]), words_regex(words["retrospect"])


def is_recap(title: str | None, text: str) -> bool:
    """Whether an article says of itself that it looks back ("Background:", "The week in review", "Column")."""
    markers, _ = _background()
    head = re.sub(r"^\W+", "", text[:60])
    if re.match(markers, head) and re.match(r"[\w ]+\s*[).:—–-]", head):
        return True
    return bool(title) and bool(
        re.search(
            rf"(?:^|[:|-]\s*){markers.pattern}(?:\s*[:|-]|\s*$|\s+information)|^what we know|\bwhat became of\b|\bweek in\b",
            title or "",
            re.I,
        )
    )


_LEAST_FORCE = 50
"""A bare number below this is too often something else than a force."""


def _own_words(found: tuple[Figure, ...], text: str, troops_before: bool) -> tuple[Figure, ...]:
    """Figures without a word of their own count what was counted before ("from 1,000 … to 600 in 2024")."""
    out: list[Figure] = []
    for figure in found:
        if figure.counted is None and figure.unit is None:
            before = [f.counted for f in out if f.counted not in (None, "money", "share", "distance", "time")]
            counted = before[-1] if before else _troops(text)
            if counted is None and troops_before and (figure.high or figure.low or 0) >= _LEAST_FORCE:
                counted = "troops"
            figure = replace(figure, counted=counted)
        out.append(figure)
    return tuple(out)


@lru_cache(maxsize=4)
def _troop_words() -> re.Pattern[str]:
    return words_regex(vocabulary("counted")["troops"]["units"])


def _troops(text: str) -> str | None:
    return "troops" if _troop_words().search(text) else None


# "protects ships from attacks", "a shield against drone strikes": what has not happened
_AVERTED = re.compile(
    r"\b(?:from|against|threats? of|risk of|fear of|case of|possible|prevent\w*|deter\w*|repel\w*|avert\w*)\s+(?:[\w’'-]+\s+){0,3}$", re.I
)


def _told_state(name: str, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first words for a state; for combat those that do not tell of what is to be averted."""
    found = (m for m in pattern.finditer(text) if name != "combat" or not _AVERTED.search(text[max(0, m.start() - 60) : m.start()]))
    return next(found, None)


def _event_date(mentions: tuple[DateMention, ...]) -> str | None:
    days = [m.date for m in mentions if m.frame == "event" and m.precision in ("day", "week")]
    return max(days) if days else None


def _places(found: list[Name], says: Attribution) -> list[Name]:
    speaker = says.speaker_span or (-1, -1)
    return [n for n in found if n.place and not (speaker[0] <= n.start < speaker[1])]


def claim_of(sentence: Analysed, start: int, article: Article, speakers: Speakers, recap: bool, troops_before: bool) -> Claim:
    """The claim that one sentence makes. `start` is its offset in the article's text.

    `recap`: the article looks back there; `troops_before`: its title or an earlier sentence speaks of soldiers.
    """
    text = sentence.text
    end = start + len(text)
    found = names(sentence)
    says = attribution(sentence, found, speakers)
    mentions = dates(text, article.published, start)
    event_date = _event_date(mentions)
    states = [(name, match) for name, pattern in _states() if (match := _told_state(name, pattern, text))]
    denied = says.strength == "denied" or any(name == "denied" for name, _ in states)
    unclear = says.strength == "unverified" or bool(_UNCLEAR.search(text))
    negated = _NOTHING.search(text) or _negations().search(text)
    polarity = "denied" if denied or (negated and says.strength != "confirmed") else "unclear" if unclear else "asserted"
    _, retrospect = _background()
    past = any(m.frame == "past" for m in mentions)
    looks_back = past or bool(retrospect.search(text)) or bool(PAST_PERFECT.search(text))
    known = _own_words(figures(text, start), text, troops_before)
    spans = [Span("figure", f.text, f.start, f.end) for f in known]
    spans += [Span("date", m.text, m.start, m.end) for m in mentions]
    places = _places(found, says)
    spans += [Span("place", n.text, start + n.start, start + n.end) for n in places]
    spans += [Span("actor", n.text, start + n.start, start + n.end) for n in found if n.kind in ("country", "actor")]
    spans += [Span(f"state:{name}", m.group(0), start + m.start(), start + m.end()) for name, m in states]
    for field, at in (("speaker", says.speaker_span), ("attribution", says.verb_span)):
        if at:
            spans.append(Span(field, text[at[0] : at[1]], start + at[0], start + at[1]))
    return Claim(
        claim_id=content_id("c", article.article_id, str(start), text),
        article_id=article.article_id,
        text=text,
        start=start,
        end=end,
        published=article.published,
        speaker=says.speaker,
        speaker_role=says.role,
        speaker_org=says.org,
        speaker_party=says.party,
        source_class=says.source_class,
        attribution=says.verb,
        strength=says.strength,
        quote=says.quote,
        figures=known,
        places=tuple(dict.fromkeys(n.name if n.kind != "place" else n.text for n in places)),
        actors=tuple(dict.fromkeys(n.name for n in found if n.kind in ("country", "actor"))),
        dates=mentions,
        event_date=event_date,
        polarity=polarity,
        states=tuple(name for name, _ in states),
        background=recap or (looks_back and event_date is None),
        spans=tuple(spans),
        terms=tuple(terms(sentence, found)),
    )


def claims_of(article: Article) -> ArticleClaims:
    """The claims of an article in the order of its text; every claim's offsets give its text."""
    language = article.language or "en"
    spans = sentences(article.text, language)[:MAX_CLAIMS]
    if language != "en":
        told = tuple(foreign.claim_of(article.text[a:b], a, article, language) for a, b in spans)
        return ArticleClaims(article, told, foreign.terms(foreign.names(article.title or "", language)))
    texts = [article.text[a:b] for a, b in spans]
    has_title = bool(article.title) and article.title != article.text
    analysed = analyse(texts + ([article.title or ""] if has_title else []))
    title = analysed.pop() if has_title else None
    recap = is_recap(article.title, article.text)
    speakers = Speakers({})
    claims = []
    section = False
    troops = bool(title and _troops(title.text))
    for (start, _), sentence in zip(spans, analysed, strict=True):
        section = section or bool(_SECTION.match(sentence.text))
        claims.append(claim_of(sentence, start, article, speakers, recap or section, troops))
        troops = troops or bool(_troops(sentence.text))
    return ArticleClaims(article, tuple(claims), tuple(terms(title, names(title))) if title else ())
