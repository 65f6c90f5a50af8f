"""The rows that go from stage to stage: what an article, a claim, a story and a development are.

A stage knows these, not its neighbours. Every row turns into plain dictionaries with `dataclasses.asdict`; the state
and the exports hold the same names. Offsets are characters of `Article.text`; dates are ISO 8601 strings in UTC (a
day `2024-10-29` where the source gives no time), so that they sort as text.
"""

import hashlib
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast

import numpy as np
from msgspec import msgpack
from numpy.typing import NDArray

T = TypeVar("T")


def content_id(prefix: str, *parts: str | None) -> str:
    """A short stable id made from content: the same parts give the same id on every machine and in every run."""
    digest = hashlib.blake2b("\x1f".join(p or "" for p in parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return f"{prefix}-{digest.hexdigest()}"


UNDATED = "~"
"""Sorts behind every date: an undated article is taken last, so that it is the first report of nothing."""


def order_of(published: str | None, article_id: str) -> tuple[str, str]:
    """By what articles are taken in order."""
    return (published or UNDATED, article_id)


def encoded(row: Any) -> bytes:
    """A row as MessagePack, by the names of its fields; vectors as how many numbers each has, and their bytes."""
    return msgpack.encode(row, enc_hook=_of_vectors)


def decoded(content: bytes, kind: type[T]) -> T:
    """The row of that type that `encoded` wrote."""
    row: T = _decoder(cast(Any, kind)).decode(content)
    return row


@cache
def _decoder(kind: Any) -> msgpack.Decoder[Any]:
    return msgpack.Decoder(kind, dec_hook=_to_vectors)


def _of_vectors(vectors: Any) -> tuple[int, bytes]:
    if not isinstance(vectors, np.ndarray) or vectors.dtype != np.float16:
        raise NotImplementedError(f"{type(vectors).__name__} is no part of a row")
    return vectors.shape[1], vectors.tobytes()


def _to_vectors(kind: Any, written: Any) -> NDArray[np.float16]:
    dimensions, content = written
    return np.frombuffer(content, np.float16).reshape(-1, dimensions)


@dataclass(frozen=True)
class Packed(Generic[T]):
    """A value as it goes through stages that do not look into it: the runner keeps every row of every stage in memory."""

    content: bytes

    @classmethod
    def of(cls, value: T) -> "Packed[T]":
        # a claim as bytes takes a fifth of what it takes as objects, and these a third when compressed
        return cls(zlib.compress(encoded(value), 1))

    def open(self, kind: type[T]) -> T:
        return decoded(zlib.decompress(self.content), kind)


@dataclass(frozen=True)
class Article:
    """A text as it was published, plain, character for character."""

    article_id: str
    text: str
    url: str | None = None
    source: str | None = None
    title: str | None = None
    published: str | None = None
    """None where neither the input nor the text gives a date."""
    date_basis: str = "none"
    """Where `published` comes from: input, text, file or none."""
    language: str | None = None
    author: str | None = None
    duplicate_of: str | None = None
    content_hash: str = ""
    entry_hash: str = ""
    """Of the feed's entry that it came from: what tells whether the article's page is to be read again."""
    version_of: str | None = None
    """The article_id of which this is a later text."""
    input: str = ""
    """The file or feed that it was read from."""

    @property
    def order(self) -> tuple[str, str]:
        """Articles are taken in this order; undated ones last."""
        return order_of(self.published, self.article_id)


@dataclass(frozen=True)
class Figure:
    """A number as a range. `low` and `high` are None where that side is open ("at least 30", "up to 6,000")."""

    text: str
    start: int
    end: int
    low: float | None
    high: float | None
    unit: str | None
    """The word that is counted ("soldiers"), a currency or a measure."""
    counted: str | None = None
    """What is counted, as config/vocabulary/counted.yaml names it ("troops", "weapons")."""
    approximate: bool = False
    what: str | None = None
    """The thing counted, in the singular ("police officer")."""
    measure: str = "other"
    """What is told of so many: total, increment, planned, …, killed, …, other (MEASURES)."""
    whose: str | None = None
    """The country or body whose they are."""
    place: str | None = None


@dataclass(frozen=True)
class DateMention:
    """A date in the text, resolved against the day of publication."""

    text: str
    start: int
    end: int
    date: str
    """First day of what is meant."""
    precision: str
    """day, week, month or year."""
    frame: str
    """event, since (ongoing from then), deadline (ahead) or past (before the last weeks, told in retrospect)."""


@dataclass(frozen=True)
class Span:
    """The words that a field of a claim was read from."""

    field: str
    text: str
    start: int
    end: int


MEASURES = (
    "total", "increment", "planned", "authorised", "requested", "en_route", "arrived", "delivered", "trained", "withdrawn",
    "killed", "wounded", "captured", "missing", "destroyed", "intercepted", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """What a sentence tells to have happened, to be planned, or not to be so. Names of arguments are as they stand in the text."""

    type: str
    """A type of config/vocabulary/events.yaml, or other."""
    agent: str | None = None
    object: str | None = None
    figure: str | None = None
    from_: str | None = None
    to: str | None = None
    place: str | None = None
    date: str | None = None
    """The day on which it happened or is to happen, where one is told."""
    modality: str = "fact"
    """fact, planned, possible, denied, hypothetical or ended."""
    start: int = 0
    end: int = 0
    """Of the verb or noun that tells it."""
    spans: tuple[Span, ...] = ()
    """The words of each argument."""


@dataclass(frozen=True)
class Claim:
    """One sentence of an article and what it says: who, how many of what, where, when, in which state."""

    claim_id: str
    article_id: str
    text: str
    start: int
    end: int
    published: str | None
    speaker: str | None = None
    speaker_role: str | None = None
    speaker_org: str | None = None
    speaker_party: str | None = None
    """The country or body that the speaker speaks for."""
    source_class: str | None = None
    """official, military, intelligence, international, armed_group, media, monitor, analyst, person or unnamed."""
    attribution: str | None = None
    """The verb (or "according to")."""
    strength: str | None = None
    """confirmed, said, alleged, denied or unverified: config/vocabulary/attribution.yaml."""
    quote: bool = False
    figures: tuple[Figure, ...] = ()
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    dates: tuple[DateMention, ...] = ()
    event_date: str | None = None
    """The latest day of an event that the claim tells; None where it tells of no dated event."""
    polarity: str = "asserted"
    """asserted, denied or unclear."""
    events: tuple[Event, ...] = ()
    states: tuple[str, ...] = ()
    """What the deployment does by these events, as config/vocabulary/states.yaml names it."""
    background: bool = False
    """The claim only looks back (a reminder, an older date, the past perfect) or ahead to a known deadline."""
    spans: tuple[Span, ...] = ()
    terms: tuple[str, ...] = ()
    """Names and content words, as `class:word`; what stories are compared by beside the vectors."""
    story_id: str | None = None
    thread_id: str | None = None
    repeats: str | None = None
    """The claim_id of the earlier claim that this one says again, or None."""


Claims = tuple[Claim, ...]
"""Of an article, in the order of its text."""


@dataclass(frozen=True)
class Story:
    """One deployment: a force, a place and a sender."""

    story_id: str
    title: str
    first_seen: str | None
    last_seen: str | None
    articles: int
    sources: int
    status: str
    """The latest state of the deployment that is known."""


@dataclass(frozen=True)
class StoryChange:
    """Later evidence that two stories are one (`kind` merge: `younger` goes on as `older`) or that one is two (part: `moved` leave it)."""

    kind: str
    older: str
    younger: str
    article_id: str
    """The article that showed it."""
    probability: float
    """Of a merge how well the articles fit; of a parting the mean log odds between the two."""
    moved: tuple[str, ...] = ()
    """The articles that go on as `younger`."""
    published: str | None = None
    """When the article that showed it was published: changes of a run are in the order of their articles."""


@dataclass(frozen=True)
class Development:
    """What is new: a claim that adds something to what its story knew."""

    development_id: str
    story_id: str
    thread_id: str
    claim_id: str
    article_id: str
    kind: str
    severity: str
    published: str | None
    text: str
    previous_claim_id: str | None
    reason: str
    score: float = 0.0


@dataclass(frozen=True)
class DeadLetter:
    """An input that could not be read, or was read with a reservation (`level` warning: the article went through)."""

    input: str
    reason: str
    level: str = "error"
    article_id: str | None = None
    excerpt: str = ""


@dataclass(frozen=True)
class FeedState:
    """What the last run learned of a feed; a row of the table `feeds`."""

    feed: str
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    """Runs in a row that could not read it."""
    problem: str | None = None
    checked: str | None = None


@dataclass(frozen=True)
class ArticleClaims:
    """An article with its claims in the order of the text, whose texts are what is embedded."""

    article: Article
    claims: tuple[Claim, ...]
    title_terms: tuple[str, ...] = ()
