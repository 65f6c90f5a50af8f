"""Vocabulary: the words that claims are read with, from the YAML files under config/vocabulary.

A user extends them with files of the same names in a folder named by `vocabulary` in the settings; entries are added
to ours, lists are joined. The folder goes through the environment variable STORYWATCH_VOCABULARY, so that every
worker process reads the same.
"""

import os
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml


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


@lru_cache(maxsize=64)
def read_vocabulary(name: str, folder: str | None) -> Any:
    """The file `name`.yaml, with what the user's folder adds. Raises VocabularyError for a file that is none of ours or cannot be read."""
    if not resources.files("config").joinpath("vocabulary", f"{name}.yaml").is_file():
        raise VocabularyError(f"{folder}/{name}.yaml: there is no vocabulary of that name")
    data = yaml.safe_load(resources.files("config").joinpath("vocabulary", f"{name}.yaml").read_text("utf-8"))
    path = Path(folder, f"{name}.yaml") if folder else None
    if path and path.exists():
        try:
            extra = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise VocabularyError(f"{path}: {' '.join(str(error).split())}") from error
        if not isinstance(extra, type(data)):
            raise VocabularyError(f"{path}: expected a {type(data).__name__}, found {type(extra).__name__}")
        data = _merge(data, extra)
    return data


def vocabulary(name: str) -> Any:
    """The file `name`.yaml of the vocabulary, with the user's additions."""
    return read_vocabulary(name, os.environ.get("STORYWATCH_VOCABULARY"))


def words_regex(words: list[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern that finds any of `words` as whole words, the longest first. A word may itself be a pattern."""
    alternatives = "|".join(sorted(words, key=lambda w: (-len(w), w))) or "(?!)"
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", flags)
