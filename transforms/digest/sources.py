"""What is known of a source: its class, and how reliable a user holds it to be, by the letters of the Admiralty code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import ClassVar, Literal

import yaml
from storywatch.transforms.articles.identity import host_of

SourceClass = Literal["agency", "state media", "public broadcaster", "government", "military", "alliance", "research", "press"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
RELIABILITY: dict[Reliability, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}


@dataclass(frozen=True)
class Source:
    """What the settings say of a source, or the file that comes with the project; None where they say nothing."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    kind: SourceClass | None = None
    reliability: Reliability | None = None

    def shown(self) -> str | None:
        """ "state media, reliability D (not usually reliable)"."""
        letter = f"reliability {self.reliability} ({RELIABILITY[self.reliability]})" if self.reliability else None
        return ", ".join(filter(None, (self.kind, letter))) or None


@lru_cache
def _ours() -> dict[str, Source]:
    """host or name, in small letters -> what config/sources.yaml says"""
    told = yaml.safe_load(resources.files("storywatch.config").joinpath("sources.yaml").read_text("utf-8"))
    return {key.lower(): Source(kind) for kind, of in told.items() for key in (*of["hosts"], *of["names"])}


def source_of(name: str | None, url: str | None, settings: Mapping[str, Source]) -> Source:
    """What is known of the source of an article, by the host of its address (or a part of it, the longest first), then by its name.

    `settings`: host or name -> what a user says, which goes before ours, one by one.
    """
    labels = (host_of(url) or "").split(".")
    keys = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    keys += [name.lower()] if name else []
    theirs = {key.lower(): source for key, source in settings.items()}
    found = [known[key] for known in (theirs, _ours()) for key in keys if key in known]
    kinds = [source.kind for source in found if source.kind]
    letters = [source.reliability for source in found if source.reliability]
    return Source(kinds[0] if kinds else None, letters[0] if letters else None)
