"""A digest as Markdown, HTML, mail, Atom or JSON. Text from articles is shown as harmless text in all of them."""

import json
import re
from email.message import EmailMessage
from itertools import groupby

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter
from storywatch.transforms.digest.atom import Entry
from storywatch.transforms.digest.atom import atom as feed_of
from storywatch.transforms.digest.content import Digest, StoryDigest
from storywatch.transforms.digest.gravity import groups
from storywatch.transforms.digest.lines import Line
from storywatch.transforms.shown import harmless

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?\w+;)|^[#+-](?=\s)|(?<=^\d)[.)](?=\s))")
"""What Markdown takes for markup where it stands, and nothing else: a reader of the plain file sees "2024-10-28"."""
SHOWN = 2
"""Changes of a group that are shown in full; of the rest the days."""
QUOTED = 32
"""Words of a quotation that are shown where space is short."""
_EMPTY = "Nothing new."


def markdown_text(text: str | None) -> str:
    """Text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", harmless(text))


def count(n: int, what: str) -> str:
    """ "1 source", "2 sources"."""
    return f"{n} {what}{'' if n == 1 else 's'}"


def who(line: Line) -> str:
    """Speaker with role, and source."""
    role = line.role if line.role and line.speaker and line.role.lower() not in line.speaker.lower() else None
    speaker = ", ".join(filter(None, (line.speaker, role)))
    return " — ".join(filter(None, (speaker, line.source)))


def when(line: Line) -> str:
    return (line.published or "undated").replace("T", " ")


def _address(line: Line) -> str | None:
    """The address of the sentence, where it is one that may be followed."""
    if line.link and line.link.startswith(("http://", "https://")):
        return harmless(line.link).replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    return None


def _sources(line: Line) -> str:
    """ "3 independent sources", "single source, state media"."""
    told = "single source" if line.sources == 1 else count(line.sources, "independent source")
    return ", ".join(filter(None, (told, line.about_source, line.unsure, line.mark)))


def quoted(text: str, words: int = QUOTED) -> str:
    """The exact words of a sentence, the first of a long one."""
    parts = harmless(text).split()
    return "“" + " ".join(parts[:words]) + (" …" if len(parts) > words else "") + "”"


def header(digest: Digest) -> str:
    """What the period brought, in one line."""
    told = [count(digest.counts.articles, "new article"), count(digest.counts.alerts, "alert")]
    if digest.counts.feeds:
        told.append(f"{digest.counts.feeds - (digest.counts.feeds_failed or 0)} of {count(digest.counts.feeds, 'feed')} read")
    if digest.dead_letters:
        told.append(f"{count(digest.dead_letters, 'input')} not read (storywatch export deadletters)")
    return " · ".join(told)


def about(story: StoryDigest) -> str:
    """How a story stands, in one line."""
    told = [*story.present, f"last told: {story.status.replace('_', ' ')}"]
    told += ["muted by an analyst"] if story.muted else []
    return f"{count(story.articles, 'article')} of {count(story.sources, 'source')}. Now: {'; '.join(told)}."


def _rest(lines: list[Line]) -> str:
    """ "and 3 earlier (2024-12-16, 2024-12-19)"."""
    days = sorted({(line.published or "undated")[:10] for line in lines})
    return f"and {len(lines)} earlier ({', '.join(days[-4:])}{' …' if len(days) > 4 else ''})"


class _Text:
    """How a digest is written: as Markdown, or as plain text without any marks."""

    def __init__(self, marks: bool) -> None:
        self.marks = marks

    def says(self, text: str | None) -> str:
        return markdown_text(text) if self.marks else harmless(text)

    def strong(self, text: str) -> str:
        return f"**{text}**" if self.marks else text

    def heading(self, text: str | None, level: int) -> list[str]:
        if self.marks:
            return ["#" * level + " " + self.says(text), ""]
        shown = harmless(text)
        return [shown, "=-"[level > 1] * len(shown), ""]

    def source(self, line: Line) -> str:
        name = self.says(line.source) or "source"
        address = _address(line)
        if address is None:
            return f"{name}, article {self.says(line.article_id)}"
        return f"[{name}](<{address}>)" if self.marks else name

    def change(self, line: Line) -> list[str]:
        said = self.says(quoted(line.text))
        speaker = ", ".join(
            filter(None, (line.speaker, line.role if line.role and line.role.lower() not in (line.speaker or "").lower() else None))
        )
        where = f"{self.says(speaker)} — {self.source(line)}" if speaker else self.source(line)
        out = [f"- {self.strong(when(line)[:10])} {said} ({where}; {self.says(_sources(line))})", f"  New: {self.says(line.reason)}."]
        address = _address(line)
        return out if self.marks or address is None else [*out, f"  {address}"]

    def story(self, story: StoryDigest) -> list[str]:
        out = [*self.heading(story.title, 2), self.says(about(story)), ""]
        for name, lines in groups(story.alerts):
            out += [self.strong(name.capitalize()), ""]
            out += [part for line in lines[:SHOWN] for part in self.change(line)]
            out += [f"- {_rest(lines[SHOWN:])}"] if lines[SHOWN:] else []
            out.append("")
        if story.details:
            out += [f"{count(len(story.details), 'more claim')} kept, not alerted.", ""]
        return out

    def whole(self, digest: Digest) -> str:
        out = self.heading(digest.title, 1)
        out += [self.says(line) for line in digest.failing_feeds]
        out += [self.says(header(digest)), ""]
        if digest.empty:
            out += [_EMPTY, ""]
        if len(digest.stories) > 1 or sum(len(s.alerts) for s in digest.stories) > len(digest.headlines):
            for headline in digest.headlines:
                line = headline.line
                who_says = self.says(line.speaker or line.source or "no speaker named")
                out.append(f"- {self.strong(when(line)[:10])} {self.says(quoted(line.text, 24))} — {who_says}; {self.says(_sources(line))}")
            out += [""] if digest.headlines else []
        for names, stories in by_watch(digest):
            out += self.heading(names, 1) if names else []
            out += [line for story in stories if story.alerts for line in self.story(story)]
            quiet = [story for story in stories if not story.alerts]
            if quiet:
                out += [f"Without alerts: {'; '.join(self.says(s.title) + (' (muted)' if s.muted else '') for s in quiet)}.", ""]
        if digest.uncovered:
            out += self.heading("New stories that no watch list covers", 2)
            out += [f"- {self.says(s.title)}" for s in digest.uncovered]
            out.append("")
        return "\n".join(out)


def markdown(digest: Digest) -> str:
    """Markdown: the gravest changes over all stories, then each story with how it stands and what changed."""
    return _Text(marks=True).whole(digest)


def text(digest: Digest) -> str:
    """The same as plain text, the links on lines of their own."""
    return _Text(marks=False).whole(digest)


def by_watch(digest: Digest) -> list[tuple[str, list[StoryDigest]]]:
    """The stories by the watch lists that cover them ("" where there are none)."""
    return [(", ".join(names), list(stories)) for names, stories in groupby(digest.stories, key=lambda story: story.watch)]


def environment() -> Environment:
    """The templates of digests and courses."""
    env = Environment(loader=PackageLoader("storywatch.transforms.digest", "templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    env.filters.update(harmless=harmless, who=who, when=when, sources=_sources, count=count, groups=groups, about=about, header=header,
                       quoted=quoted)  # fmt: skip
    return env


def html(digest: Digest) -> str:
    """A page that needs nothing else, light and dark; its styles are inlined too, as mail programs want them."""
    page = environment().get_template("digest.html").render(title=digest.title, digest=digest, nothing=_EMPTY, groups=by_watch(digest))
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False).inline(page)


def eml(digest: Digest) -> str:
    """A mail with the digest as plain text and as HTML; whoever sends it adds who it is from and to."""
    message = EmailMessage()
    message["Subject"] = harmless(digest.title)
    message.set_content(text(digest))
    message.add_alternative(html(digest), subtype="html")
    return message.as_string()


def as_json(digest: Digest) -> str:
    """JSON as `schema` describes it."""
    return TypeAdapter(Digest).dump_json(digest, indent=1).decode()


def schema() -> str:
    """The JSON Schema of `as_json`: docs/digest.schema.json."""
    described = TypeAdapter(Digest).json_schema(mode="serialization")
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def atom(digest: Digest) -> str:
    """An Atom feed: an entry for each alert."""
    return feed_of(
        "digest", digest.title,
        (
            Entry(line.development_id, line.severity, line.kind, story.title, line.published, line.link, who(line), line.text, line.reason,
                  line.against)
            for story in digest.stories
            for line in story.alerts
        ),
    )  # fmt: skip


RENDERERS = {"md": markdown, "txt": text, "html": html, "json": as_json, "atom": atom, "eml": eml}
