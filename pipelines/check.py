"""`storywatch check`: whether the settings hold, and whether each feed can be read."""

from collections.abc import Iterator
from dataclasses import replace

from storywatch.pipelines.monitor import inputs, of_model
from storywatch.pipelines.outbox import check_channels
from storywatch.pipelines.settings import Settings
from storywatch.transforms.articles.stage import read_feeds
from storywatch.transforms.embedding_model import load
from storywatch.transforms.state.home import CATALOG, WAREHOUSE
from storywatch.transforms.state.reference import NOTHING
from storywatch.transforms.state.scan import StateError, folder_of
from storywatch.transforms.state.store import State
from storywatch.transforms.vocabulary import Vocabulary


def refusals(settings: Settings) -> Iterator[str]:
    """What `run` would refuse before it reads anything, a line each."""

    def state() -> None:
        if "://" in settings.state or any((folder_of(settings.state) / part).exists() for part in (CATALOG, WAREHOUSE)):
            of_model(State(settings.state, settings.warehouse), settings)

    def vocabularies() -> None:
        Vocabulary.read(settings.vocabulary)

    for look in (lambda: inputs(settings), vocabularies, lambda: check_channels(settings), lambda: load(settings.model), state):
        try:
            look()
        except (OSError, ValueError, ImportError, StateError) as error:
            yield " ".join(str(error).split())


def feeds_checked(settings: Settings) -> Iterator[tuple[str, bool, str]]:
    """(feed, whether it can be read, how many entries it has or why not) of every feed, those of OPML lists too.

    Only the feeds are asked for, not the pages of their entries.
    """
    feeds = [replace(feed, full_text="feed") for feed in settings.all_feeds()]
    rows, letters, states = read_feeds(feeds, NOTHING, settings.fetch)
    entries: dict[str, int] = {}
    for source, _ in rows:
        entries[source] = entries.get(source, 0) + 1
    reasons = {letter.input: letter.reason for letter in letters if letter.level == "error"}
    for name in dict.fromkeys([*(f.url for f in feeds), *(s.feed for s in states)]):
        if name in reasons:
            yield name, False, reasons[name]
        else:
            yield name, True, f"{entries.get(name, 0)} entries" if name in entries else "a list of feeds"
