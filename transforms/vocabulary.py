"""Vocabulary: the words that claims are read with, from the YAML files under config/vocabulary.

A user extends them with files of the same names in a folder named by `vocabulary` in the settings; entries are added
to ours, lists are joined. They are read once, by the command; stages carry them to every worker as one value.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from msgspec import msgpack

F = TypeVar("F", bound=Callable[..., Any])
_OURS = resources.files("storywatch.config").joinpath("vocabulary")


class VocabularyError(ValueError):
    """A vocabulary file that cannot be read; the message names the file."""


def _merge(base: Any, extra: Any) -> Any:
    if isinstance(base, dict) and isinstance(extra, dict):
        return {
            k: _merge(base[k], extra[k]) if k in base and k in extra else extra.get(k, base.get(k))
            for k in [*base, *(k for k in extra if k not in base)]
        }
    if isinstance(base, list) and isinstance(extra, list):
        return base + [x for x in extra if x not in base]
    return extra


def _load(text: str) -> Any:
    # libyaml reads ten times as fast as what is written in Python
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _read(name: str, folder: str | None) -> Any:
    data = _load(_OURS.joinpath(f"{name}.yaml").read_text("utf-8"))
    path = Path(folder, f"{name}.yaml") if folder else None
    if path and path.exists():
        try:
            extra = _load(path.read_text("utf-8"))
        except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
            raise VocabularyError(f"{path}: {' '.join(str(error).split())}") from error
        if not isinstance(extra, type(data)):
            raise VocabularyError(f"{path}: expected a {type(data).__name__}, found {type(extra).__name__}")
        data = _merge(data, extra)
    return data


@dataclass(frozen=True)
class Vocabulary:
    """All files of the vocabulary, read once; stages carry it to their workers."""

    content: bytes
    """The tables by name as MessagePack: two vocabularies are the same where these are."""

    @classmethod
    def read(cls, folder: str | None = None) -> "Vocabulary":
        """Ours with what the user's folder adds. Raises VocabularyError for a file that is none of ours or cannot be read."""
        names = sorted(file.name.removesuffix(".yaml") for file in _OURS.iterdir() if file.name.endswith(".yaml"))
        for file in sorted(Path(folder).glob("*.yaml")) if folder else ():
            if file.stem not in names:
                raise VocabularyError(f"{file}: there is no vocabulary of that name")
        return cls(msgpack.encode({name: _read(name, folder) for name in names}))

    def use(self) -> None:
        """From now on this process reads with it; what was worked out from another one is forgotten."""
        global _used
        if self != _used:
            _used = self
            for forget in _forget:
                forget()


_used: Vocabulary | None = None
_forget: list[Callable[[], None]] = []


def of_vocabulary(make: F) -> F:
    """Keeps what a function makes of its arguments and the vocabulary, until another vocabulary is used."""
    # as much as the words of a large run; more would grow with the text
    kept = lru_cache(maxsize=100_000)(make)
    _forget.append(kept.cache_clear)
    return cast(F, wraps(make)(kept))


@of_vocabulary
def _tables() -> dict[str, Any]:
    found: dict[str, Any] = msgpack.decode((_used or Vocabulary.read()).content)
    return found


def vocabulary(name: str) -> Any:
    """The table `name` of the vocabulary in use; ours where none was said to be used."""
    return _tables()[name]


def words_regex(words: list[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern that finds any of `words` as whole words, the longest first. A word may itself be a pattern."""
    alternatives = "|".join(sorted(words, key=lambda w: (-len(w), w))) or "(?!)"
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", flags)
