"""Claims made by hand, and a story that knows them: no parser, no vectors of a model."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.developments.compare import developments_of
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.news import items
from storywatch.transforms.rows import Claim, Event, Figure

DIMENSIONS = 64


def figure(value: float, what: str = "soldier", counted: str = "troops", measure: str = "total", **more: Any) -> Figure:
    return Figure(f"{value:g}", 0, 1, value, value, what + "s", counted, what=what, measure=measure, **more)


def event(kind: str, what: str = "soldiers", agent: str | None = None, modality: str = "fact", **more: Any) -> Event:
    return Event(kind, agent=agent, object=what, modality=modality, **more)


def claim(name: str, day: str, text: str = "", **more: Any) -> Claim:
    text = text or f"What {name} says of the soldiers of Norway in Balta on that day."
    terms = more.pop("terms", (f"w:{name}", "v:say", "c:norway"))
    return Claim(name, f"a-{name}", text, 0, len(text), day, terms=terms, **more)


def vector(seed: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)
    return drawn / np.float32(np.linalg.norm(drawn))


def knowing(*claims: Claim) -> Knowledge:
    known = Knowledge()
    for i, told in enumerate(claims):
        known.add([told], vector(i)[None], ())
    return known


def kinds(new: Claim, *old: Claim) -> list[str]:
    return [item.kind for item in items(new, knowing(*old))]


BALTA = {"place": "Balta", "whose": "Norway"}


FIRST = claim("first", "2024-05-01", figures=(figure(200, **BALTA),), events=(event("present", agent="Norway", place="Balta"),), speaker="Ana Kovac",
              speaker_party="Norway", source_class="official", places=("Balta",))  # fmt: skip


def denial(party: str, place: str = "Balta", thing: str = "soldiers", strength: str = "denied") -> Claim:
    return claim("second", "2024-05-03", events=(event("present", thing, agent="Norway", modality="denied", place=place),), speaker_party=party,
                 source_class="official", strength=strength, polarity="denied")  # fmt: skip


def article(*claims: Claim) -> list[Any]:
    vectors = np.array([vector(100 + i) for i in range(len(claims))])
    return developments_of(claims, vectors, None, (), knowing(FIRST), "s")


def fresh(name: str, kind: str, what: str = "soldiers", **more: Any) -> Claim:
    terms = (*(f"w:{name}{i}" for i in range(9)), f"v:{name}")
    return claim(
        name, "2024-05-20", events=(event(kind, what, agent="Norway", place="Balta", date="2024-05-19"),), terms=terms, speaker=name, **more
    )
