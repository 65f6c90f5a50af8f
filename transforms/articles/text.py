"""Plain text out of HTML, once; plain text stays as it is, character for character."""

import html
import re

import trafilatura
from lxml import etree
from lxml import html as lxml_html

_TAG = re.compile(
    r"<(?:!doctype|html|body|p|div|br|a|b|i|em|strong|span|ul|ol|li|h[1-6]|img|table|article|section|blockquote|script)\b[^<>]*>", re.I
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,5});", re.I)
_BLOCK = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "figcaption",
        "pre",
    ]
)
_SILENT = frozenset(("script", "style", "noscript", "template", "iframe", "svg", "head"))


def is_html(text: str) -> bool:
    return bool(_TAG.search(text[:20_000]))


PACKED = 3
"""Times that a text may have been made HTML of, one in another."""


def plain_text(text: str, depth: int = 0) -> str:
    """The readable text of a piece of HTML, paragraphs apart; a text without tags comes back unchanged.

    Entities alone ("AT&amp;T") are resolved too. Scripts and styles are left out.
    """
    if not is_html(text):
        if not _ENTITY.search(text):
            return text
        plain = html.unescape(text)
        # "&lt;p&gt;" is a page that was packed twice
        return plain_text(plain, depth + 1) if depth < PACKED and plain != text and (is_html(plain) or _ENTITY.search(plain)) else plain
    try:
        root = lxml_html.fromstring(text, parser=lxml_html.HTMLParser(recover=True, huge_tree=False, remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _without_tags(text)
    pieces: list[str] = []
    # an explicit stack, as a hostile page nests deeper than Python may recurse
    stack: list[tuple[str, object]] = [("open", root)]
    while stack:
        step, node = stack.pop()
        if step == "text":
            pieces.append(re.sub(r"[ \t\r\n]+", " ", str(node)))
            continue
        tag = node.tag if isinstance(node.tag, str) else ""  # type: ignore[attr-defined]
        if step == "break":
            pieces.append("\n\n")
            continue
        if tag in _SILENT:
            if node.tail and node is not root:  # type: ignore[attr-defined]
                pieces.append(re.sub(r"[ \t\r\n]+", " ", node.tail))  # type: ignore[attr-defined]
            continue
        if node is not root and node.tail:  # type: ignore[attr-defined]
            stack.append(("text", node.tail))  # type: ignore[attr-defined]
        if tag in _BLOCK:
            stack.append(("break", node))
            pieces.append("\n\n")
        elif tag == "br":
            pieces.append("\n")
        stack.extend(("open", child) for child in reversed(node))  # type: ignore[call-overload]
        if node.text:  # type: ignore[attr-defined]
            stack.append(("text", node.text))  # type: ignore[attr-defined]
    joined = re.sub(r" *\n *", "\n", "".join(pieces))
    # the parser gives up on elements nested deeper than 256; a page that is only that still has words
    plain = re.sub(r"\n{3,}", "\n\n", joined).strip() or _without_tags(text)
    return plain_text(plain, depth + 1) if depth < PACKED and (is_html(plain) or _ENTITY.search(plain)) and plain != text else plain


def _without_tags(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())


def page(markup: str | bytes, url: str | None = None) -> dict[str, str | None]:
    """Text, title, date, source, language, author and address of a whole web page, by trafilatura; `text` is None where it finds none."""
    found = trafilatura.bare_extraction(markup, url=url, with_metadata=True, include_comments=False)
    if found is None:
        return {"text": None, "title": None, "published": None, "source": None, "language": None, "author": None, "url": url}
    return {"text": found.text or None, "title": found.title, "published": found.date, "source": found.sitename or found.hostname,
            "language": found.language, "author": found.author, "url": found.url or url}  # fmt: skip
