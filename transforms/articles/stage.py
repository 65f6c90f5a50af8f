"""Inputs become articles: read, made plain, named, and only those that the state does not know yet."""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

import apache_beam as beam
from apache_beam.io.filesystem import BeamIOError
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput
from storywatch.transforms.articles.decode import decoded
from storywatch.transforms.articles.feeds import Feed, feed_rows, is_opml, opml_feeds, wants_page
from storywatch.transforms.articles.fetch import Fetcher, FetchError, FetchRules, host_of
from storywatch.transforms.articles.files import bytes_of, read_rows
from storywatch.transforms.articles.identity import base_id, language_of, make_article
from storywatch.transforms.articles.text import page, plain_text
from storywatch.transforms.progress import done
from storywatch.transforms.rows import Article, DeadLetter, FeedState
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.store import now

DEAD, FEEDS = "dead", "feeds"
Row = tuple[str, dict[str, Any]]
"""The input that a row came from, and the row: the fields of an article as the contract names them."""
Dead: TypeAlias = TaggedOutput[Literal["dead"], DeadLetter]
ASKED = 1_000
"""Articles that the state is asked for together."""


class _ReadFiles(beam.DoFn):
    """A path becomes (path, row) for each of its articles; what cannot be read goes to the dead letters."""

    def process(self, path: str) -> Iterator[Row | Dead]:
        for row in read_rows(path):
            yield TaggedOutput(DEAD, row) if isinstance(row, DeadLetter) else (path, row)


class _ReadFeeds(beam.DoFn):
    """All feeds become (feed, row) for each new entry, with the text of its page where that is wanted."""

    def __init__(self, known: StateRef, rules: FetchRules) -> None:
        self.known, self.rules = known, rules
        self.time = Metrics.counter("seconds", "fetching_ms")

    def process(self, feeds: list[Feed]) -> Iterator[Row | Dead | TaggedOutput[Literal["feeds"], FeedState]]:
        if not feeds:
            return
        began = time.perf_counter()
        rows, letters, states = read_feeds(feeds, self.known, self.rules)
        for letter in letters:
            yield TaggedOutput(DEAD, letter)
        for state in states:
            yield TaggedOutput(FEEDS, state)
        yield from rows
        self.time.inc(int((time.perf_counter() - began) * 1000))


def read_feeds(
    feeds: list[Feed], known: StateRef, rules: FetchRules
) -> tuple[list[tuple[str, dict[str, Any]]], list[DeadLetter], list[FeedState]]:
    """((feed, row) of every new entry, dead letters, what is now known of each feed), in the order of the feeds.

    Feeds are read side by side, those that OPML lists name after them, then the pages of their entries.
    """
    # a saved list is the operator's own: its feeds are as good as named one by one
    feeds = [f for feed in feeds for f in _listed(feed)]
    # the operator named these addresses, so they may be on a private network; what they link to may not
    fetcher = Fetcher(rules, {host_of(feed.url) for feed in feeds if feed.is_address})
    rows, letters, states, nested = _read_all(feeds, known, fetcher, named=True)
    if nested:
        # a list in a list is not followed, so that lists may not go round in a circle
        more = _read_all(nested, known, fetcher, named=False)
        rows, letters, states = rows + more[0], {**letters, **more[1]}, {**states, **more[2]}
        for feed in more[3]:
            letters.setdefault(feed.url, []).append(DeadLetter(feed.url, "named by a list in a list of feeds, which is not followed"))
    _read_pages([(f, r) for f, r in rows if f.is_address and wants_page(r, f.full_text)], fetcher, letters)
    return [(feed.url, row) for feed, row in rows], [letter for of_feed in letters.values() for letter in of_feed], list(states.values())


Letters = dict[str, list[DeadLetter]]


def _read_all(
    feeds: list[Feed], known: StateRef, fetcher: Fetcher, named: bool
) -> tuple[list[tuple[Feed, dict[str, Any]]], Letters, dict[str, FeedState], list[Feed]]:
    """(new entries with their feed, dead letters by feed, what is now known of each feed, feeds that OPML lists name)."""
    found: dict[str, bytes | None] = {}
    charsets: dict[str, str | None] = {}
    states: dict[str, FeedState] = {}
    letters: Letters = {feed.url: [] for feed in feeds}
    before = known.feeds([feed.url for feed in feeds if feed.is_address])

    def read(fetcher: Fetcher, url: str) -> None:
        last = before.get(url, FeedState(url))
        try:
            answer = fetcher.get(url, last.etag, last.modified, named=named)
            found[url], charsets[url] = answer.body, answer.charset
            states[url] = FeedState(url, answer.etag, answer.modified, 0, None, now())
        except FetchError as error:
            letters.setdefault(url, []).append(DeadLetter(url, f"the feed could not be read: {error}"))
            states[url] = replace(last, failures=last.failures + 1, problem=str(error), checked=now())

    fetcher.each([feed.url for feed in feeds if feed.is_address], read)
    rows: list[tuple[Feed, dict[str, Any]]] = []
    nested: list[Feed] = []
    for feed in feeds:
        body = found.get(feed.url) if feed.is_address else _saved(feed, letters)
        if body is None:
            continue
        if is_opml(body):
            nested += [f for f in opml_feeds(body, feed.full_text) if f.url not in states]
            continue
        for row in feed_rows(body, feed.url, now(), charsets.get(feed.url)):
            if isinstance(row, DeadLetter):
                letters.setdefault(feed.url, []).append(row)
                if feed.url in states and row.level == "error":
                    # the server answered, but with no feed: its ETag is not worth keeping
                    states[feed.url] = FeedState(feed.url, None, None, before.get(feed.url, FeedState("")).failures + 1, row.reason, now())
            else:
                rows.append((feed, row))
    hashes = known.hashes(base_id(row) for _, row in rows)
    rows = [(feed, row) for feed, row in rows if row["entry_hash"] not in hashes.get(base_id(row), ())]
    in_order = {feed.url: states[feed.url] for feed in feeds if feed.url in states}
    return rows, letters, in_order, list(dict.fromkeys(nested))


def _listed(feed: Feed) -> list[Feed]:
    """The feeds of a saved OPML list; any other feed is itself."""
    body = None if feed.is_address else _saved(feed, {})
    return opml_feeds(body, feed.full_text) if body and is_opml(body) else [feed]


_TELLING = re.compile(r"\d[\d.,]*\d|\d|(?<![.!?]\s)(?<!^)\b[^\W\d_a-z][\w’'-]{2,}")


def tells_the_same(entry: str, text: str) -> bool:
    """Whether a page names what the feed's own entry names: of its names and numbers a third at least, of its words where it has none."""
    told = {t.strip(".,").lower() for t in _TELLING.findall(plain_text(entry))}
    told = told or {w.lower() for w in re.findall(r"\w{5,}", plain_text(entry))}
    there = set(re.findall(r"\w+(?:[.,]\d+)*", text.lower()))
    return not told or sum(t in there or t.removesuffix("s") in there for t in told) * 3 >= len(told)


def is_front_page(url: str) -> bool:
    """Whether an address is that of a whole site."""
    return urlsplit(url).path.strip("/").lower() in ("", "home", "index.html", "index.php", "index", "en", "news")


def _saved(feed: Feed, letters: Letters) -> bytes | None:
    try:
        return bytes_of(feed.url)[0]
    except (OSError, ValueError, BeamIOError) as error:
        said = getattr(error, "strerror", None) or error
        letters.setdefault(feed.url, []).append(DeadLetter(feed.url, f"the feed could not be read: {said}"[:300]))
        return None


def _read_pages(rows: list[tuple[Feed, dict[str, Any]]], fetcher: Fetcher, letters: Letters) -> None:
    """Puts the text of its page into each row; where that fails, the feed's text stays and a warning says why."""
    of_page: dict[str, list[tuple[Feed, dict[str, Any]]]] = defaultdict(list)
    for feed, row in rows:
        # an entry that stands in two feeds is one article, whose page is read once
        of_page[str(row["url"])].append((feed, row))

    def read(fetcher: Fetcher, url: str) -> None:
        feed, first = of_page[url][0]
        try:
            answer = fetcher.get(url)
            told = page(decoded(answer.body or b"", answer.charset)[0], url)
            if not told["text"] or len(told["text"]) < len(first["text"]):
                raise FetchError("no longer text found on the page")
            if is_front_page(answer.url) and not is_front_page(url):
                raise FetchError("it leads to a front page")
            if not tells_the_same(f"{first['title'] or ''} {first['text']}", told["text"]):
                raise FetchError("the page does not tell what the feed says")
        except FetchError as error:
            letter = DeadLetter(
                feed.url, f"page {url}: {error}; the feed's text is used", level="warning", excerpt=str(first["title"])[:120]
            )
            letters.setdefault(feed.url, []).append(letter)
            return
        for _, row in of_page[url]:
            row.update(text=told["text"], title=row["title"] or told["title"], published=row["published"] or told["published"])
            row.update(language=told["language"], author=row["author"] or told["author"])

    fetcher.each(of_page, read)


class _MakeArticles(beam.DoFn):
    """(source, row) becomes an article; a row that is none goes to the dead letters."""

    def __init__(self) -> None:
        self.articles = Metrics.counter("articles", "read")

    def process(self, found: Row) -> Iterator[Article | Dead]:
        source, row = found
        try:
            article, letters = make_article(row, source)
        except OSError:  # a full disk is the machine's fault, not the row's: the run fails and is made again
            raise
        except Exception as error:  # one hostile row must not end the run
            article, letters = None, [DeadLetter(source, f"{type(error).__name__}: {error}"[:300], excerpt=str(row)[:200])]
        for letter in letters:
            yield TaggedOutput(DEAD, letter)
        if article:
            self.articles.inc()
            yield article


COMMON = 0.3
"""Share of the words of a title, or of a text, from which two articles with one id are versions of one."""


def is_version(title: str | None, text: str, other_title: str | None, other_text: str) -> bool:
    """Whether two articles with one id tell the same: by their titles or their texts. A guid may be used again for something else."""

    def common(one: str | None, two: str | None) -> float:
        # of scripts without spaces each character is a word
        a, b = (set(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|\w{4,}", (t or "").lower())) for t in (one, two))
        return len(a & b) / max(1, min(len(a), len(b)))

    return common(title, other_title) >= COMMON or common(text, other_text) >= COMMON


def new_versions(
    article_id: str, articles: Iterable[Article], known: tuple[str, ...], first: Callable[[], tuple[str | None, str] | None] = lambda: None
) -> list[Article]:
    """Of the articles with one id those whose text is new, the earliest first.

    `known` are the hashes that the state has under that id, `first` reads the title and the text of the first of them. A later text gets
    an id of its own, and names the first where it tells the same.
    """
    out: dict[str, Article] = {}
    before: tuple[str | None, str] | None = None
    for article in sorted(articles, key=lambda a: (a.published or "", a.content_hash, a.input)):
        if article.content_hash in known or article.content_hash in out:
            continue
        if known or out:
            before = before or (first() if known else None)
            same = before is None or is_version(article.title, article.text, *before)
            article = replace(article, article_id=f"{article_id}#{article.content_hash[:8]}", version_of=article_id if same else None)
        before = before or (article.title, article.text)
        out[article.content_hash] = article
    return list(out.values())


class _OnlyNew(beam.DoFn):
    """Pairs of an article_id and the articles of that id -> those whose text the state does not know, each with its language."""

    def __init__(self, state: StateRef) -> None:
        self.state = state
        self.repeated = Metrics.counter("articles", "known")
        self.versions = Metrics.counter("articles", "versions")

    def process(self, asked: list[tuple[str, Iterable[Article]]]) -> Iterator[Article]:
        known = self.state.hashes(article_id for article_id, _ in asked)
        for article_id, articles in asked:
            yield from self._new(article_id, list(articles), known.get(article_id, ()))

    def _new(self, article_id: str, read: list[Article], known: tuple[str, ...]) -> Iterator[Article]:
        fresh = new_versions(article_id, read, known, lambda: next(iter(self.state.texts([article_id])), None))
        self.repeated.inc(len(read) - len(fresh))
        self.versions.inc(sum(a.version_of is not None for a in fresh))
        done("articles", len(fresh))
        for article in fresh:
            # told here, not where articles are made: most of what a run reads is known
            # what a page says of its language is often that of its frame
            yield replace(article, language=language_of(article.title, article.text) or article.language)


@dataclass
class ReadArticles(beam.PTransform):
    """(paths, one list of all feeds) -> (articles that the state does not know, dead letters, states of the feeds)."""

    state: StateRef
    rules: FetchRules

    def expand(
        self, inputs: tuple[beam.PCollection[str], beam.PCollection[list[Feed]]]
    ) -> tuple[beam.PCollection[Article], beam.PCollection[DeadLetter], beam.PCollection[FeedState]]:
        paths, feeds = inputs
        files = paths | "Spread files" >> beam.Reshuffle() | "Read files" >> beam.ParDo(_ReadFiles()).with_outputs(DEAD, main="rows")
        fetched = feeds | "Read feeds" >> beam.ParDo(_ReadFeeds(self.state, self.rules)).with_outputs(DEAD, FEEDS, main="rows")
        made = (
            (files.rows, fetched.rows)
            | "Rows" >> beam.Flatten()
            | "Spread rows" >> beam.Reshuffle()
            | "Make articles" >> beam.ParDo(_MakeArticles()).with_outputs(DEAD, main="articles")
        )
        fresh = (
            made.articles
            | "By id" >> beam.Map(lambda a: (a.article_id, a)).with_output_types(tuple[str, Article])
            | "Group versions" >> beam.GroupByKey()
            | "Asked together" >> beam.BatchElements(min_batch_size=ASKED, max_batch_size=ASKED)
            | "Only new" >> beam.ParDo(_OnlyNew(self.state))
        )
        dead = (files[DEAD], fetched[DEAD], made[DEAD]) | "Unread" >> beam.Flatten()
        return fresh, dead, fetched[FEEDS]
