"""Watch lists: which stories somebody wants to be told of."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from annotated_types import Ge
from pyiceberg.expressions import In
from storywatch.transforms.claims.geography import locate
from storywatch.transforms.claims.names import gazetteer, place_name
from storywatch.transforms.embedding_model import embed, load
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import vectors_of
from storywatch.transforms.vocabulary import words_regex

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
LIKE_AN_EXAMPLE = 0.6
"""Similarity from which a claim is like an example sentence."""


@dataclass(frozen=True)
class WatchList:
    """A deployment, by what its articles name. Within a field one is enough; of the fields that are given all must hold.

    `words` and `examples` are one field: a word, or a sentence like an example.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name: str
    words: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Words, as in `words`; an article that has one is not on the list."""
    severity: Severity = "medium"
    """The least severity that is alerted."""
    deliver: tuple[str, ...] = ()
    """Channels that its alerts go to (docs/delivery.md)."""
    quiet_hours: str | None = None
    """ "22:00-06:00": nothing is delivered then; it goes out with the first run after them."""
    timezone: str = "UTC"
    most_per_day: Annotated[int, Ge(1)] = 20
    """Messages a day and channel; what is more comes as one summary."""

    def __post_init__(self) -> None:
        if not (self.words or self.actors or self.places or self.examples):
            raise ValueError(f"watch list {self.name!r} names nothing: give words, actors, places or examples")
        if self.quiet_hours and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", self.quiet_hours):
            raise ValueError(f"quiet_hours {self.quiet_hours!r}: expected hours as 22:00-06:00")
        for word in (*self.words, *self.exclude):
            try:
                re.compile(word)
            except re.error as error:
                raise ValueError(f"word {word!r}: {error}") from None

    def wants(self, severity: str) -> bool:
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.severity)  # type: ignore[arg-type]


def _named(names: Iterable[str]) -> set[str]:
    """Names as claims carry them: DPRK is North Korea."""
    forms = gazetteer().forms
    return {place_name(forms[name][1] if name in forms else name) for name in names}


def unknown_names(watch: WatchList) -> list[str]:
    """The actors and places of a list that neither the vocabulary nor GeoNames knows: they match only as they are written."""
    forms = gazetteer().forms
    return [name for name in (*watch.actors, *watch.places) if name not in forms and locate(name) is None]


def held(watch: WatchList, claims: Sequence[dict[str, Any]], vectors: Any, examples: Any) -> dict[str, bool]:
    """Field of a list -> whether an article meets it, by its claims (rows with text, actors, places, speaker_party) and their vectors."""
    out: dict[str, bool] = {}
    if watch.actors:
        actors = _named(name for c in claims for name in (*(c["actors"] or ()), c["speaker_party"]) if name)
        out["actors"] = bool(actors & _named(watch.actors))
    if watch.places:
        out["places"] = bool(_named(name for c in claims for name in c["places"] or ()) & _named(watch.places))
    if watch.words or watch.examples:
        said = bool(watch.words) and _says(watch.words, claims)
        out["words"] = said or (bool(watch.examples) and len(vectors) > 0 and float((vectors @ examples.T).max()) >= LIKE_AN_EXAMPLE)
    if watch.exclude:
        out["exclude"] = not _says(watch.exclude, claims)
    return out


def _says(words: Sequence[str], claims: Sequence[dict[str, Any]]) -> bool:
    pattern = words_regex(list(words))
    return any(pattern.search(c["text"]) for c in claims)


def on_lists(
    state: State, head: Head, stories: Iterable[str], watch: Sequence[WatchList]
) -> Iterator[tuple[str, str, dict[str, dict[str, bool]]]]:
    """(story, article, list -> which of its fields the article meets) of every article of the stories."""
    wanted = set(stories)
    if not watch or not wanted:
        return
    lineage = state.lineage(head)
    columns = ("story_id", "article_id", "text", "actors", "places", "speaker_party", "vector")
    rows = state.read("claims", columns, In("story_id", lineage.connected(wanted)), head)
    vectors = vectors_of(rows["vector"].to_pylist()).astype(np.float32)
    of_article: dict[tuple[str, str], list[int]] = defaultdict(list)
    claims = rows.drop_columns(["vector"]).to_pylist()
    for i, claim in enumerate(claims):
        of_article[lineage.story(claim["story_id"], claim["article_id"]), claim["article_id"]].append(i)
    like = {w.name: embed(w.examples, load(head.model or "")).astype(np.float32) if w.examples else None for w in watch}
    for (story, article), of in of_article.items():
        yield story, article, {w.name: held(w, [claims[i] for i in of], vectors[of], like[w.name]) for w in watch}


def covered(state: State, head: Head, stories: Iterable[str], watch: Sequence[WatchList]) -> dict[str, list[str]]:
    """story -> the names of the watch lists that cover it: those that one of its articles is on."""
    found: dict[str, set[str]] = defaultdict(set)
    for story, _, fields in on_lists(state, head, stories, watch):
        found[story] |= {name for name, met in fields.items() if all(met.values())}
    return {story: sorted(lists) for story, lists in found.items() if lists}
