"""One change as a digest shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One development as it is shown. Every word is from the sources or from a fixed template."""

    development_id: str
    kind: str
    severity: str
    published: str | None
    text: str
    reason: str
    speaker: str | None
    role: str | None
    source: str | None
    url: str | None
    link: str | None
    """The article's address with a text fragment, so that a browser shows the sentence."""
    sources: int
    """Independent sources that say much the same on this point, copies not counted."""
    against: str | None
    """The words of the earlier claim that it is new against."""
    article_id: str
    claim_id: str
    unsure: str | None = None
    """Where it is not clear which story the article belongs to: what else may be so."""
    about_source: str | None = None
    """The class of the source and how reliable it is held to be, where that is known."""
    mark: str | None = None
    """What an analyst said of it."""
