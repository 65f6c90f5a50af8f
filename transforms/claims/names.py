"""Who and where: actors and places under one name each, whatever the text calls them.

Countries, bodies and armed groups come from the vocabulary (DPRK, Pyongyang and "North Koreans" are North Korea);
other names are the entities that spaCy finds.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from storywatch.transforms.claims.analysis import Analysed, Word
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

_NAME_LABELS = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "org", "NORP": "org", "EVENT": "org",
                "PRODUCT": "org", "LAW": "org", "WORK_OF_ART": "org"}  # fmt: skip
_BODIES = ("ORG", "PERSON", "NORP")
_OF_A_NAME = ("compound", "nmod", "amod")
_PLACE_LEAD = re.compile(
    r"(?:\b(?:in|at|near|to|into|from|towards?|for|around|outside|inside|off|over|across|of|on|via|through|by|between|and|reached"
    r"|left|leaves?|enters?|entered)\s+(?:the\s+|a\s+)?(?:(?:north|south|east|west|central|northern|southern|eastern|western|"
    r"port|town|city|village|capital|region|province|neighbou?ring|mainland|occupied|Russia's|nearby)(?:\s+of)?\s+)*|,\s+)$",
    re.IGNORECASE,
)
# "in Kursk", where spaCy sees no entity or takes the town for a person
_CAPITAL_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Tt]o|[Ii]nto|[Tt]owards?|[Aa]round|[Oo]utside|left|leave|leaves|reach|reached|reaches|entered|passed|off|through|via) ((?:[A-ZÀ-ÞŠŽČ][\w’'-]+)(?: [A-ZÀ-ÞŠŽČ][\w’'-]+)*)"
)
_TAIL_NEXT = re.compile(r" (?:[Oo]blast|[Rr]egion|[Pp]rovince|[Dd]istrict)\b")
_NO_PLACE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday"
    r"|Friday|Saturday|Sunday|[A-Z]+\b|[A-Z]-?\d|(?:President|Minister|Prime|General|Operation|Article|Resolution|Western|Russian)\b)"
)
_HOLIDAY = re.compile(r"(?:Christmas|Easter|Ramadan|Eid|Passover|Thanksgiving|New Year)\b")
_TAIL = re.compile(
    r"\s+(?:oblast|region|province|district|county|state|city|island|islands|airport|air base|airbase|base|axis|front|area)$", re.I
)
_POSSESSIVE = re.compile(r"['’]s?$")
SPOKEN = 4
"""Letters of an abbreviation that some write as a word."""
_GENERIC = frozenset(
    [
        "say",
        "tell",
        "report",
        "accord",
        "announce",
        "year",
        "day",
        "week",
        "month",
        "time",
        "man",
        "people",
        "official",
        "would",
        "could",
        "also",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "make",
        "take",
        "give",
        "go",
        "come",
        "get",
        "have",
        # of "gonna"
        "gon",
    ]
)


BETWEEN = 4
"""Words that may stand between the name of a force and the word for it."""


@dataclass(frozen=True)
class Name:
    """A name in a sentence: `kind` is country, actor, person, place or org; `name` is its one form."""

    kind: str
    name: str
    text: str
    start: int
    end: int
    place: bool
    """Whether it stands where a place stands ("in Kursk", not "Kursk's governor")."""


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Without accents, apostrophes or a leading article, in lower case: Kasčiūnas and Kasciunas are one."""
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("’", "'")).encode("ascii", "ignore").decode()
    return re.sub(r"^(?:the|a|an)\s+", "", _POSSESSIVE.sub("", plain.strip()).lower()).strip(" .,'\"-")


@of_vocabulary
def _forces() -> re.Pattern[str]:
    """A word for people of a force and "of" at the end of a text."""
    words = "|".join(word for group in ("troops", "battalions") for word in vocabulary("counted")[group])
    return re.compile(rf"\b(?:{words}) of (?:the )?$", re.IGNORECASE)


def place_name(text: str) -> str:
    """A place without the word for its kind: Kursk Oblast and the Kursk region are one."""
    return _TAIL.sub("", fold(text))


@dataclass(frozen=True)
class Gazetteer:
    pattern: re.Pattern[str]
    forms: dict[str, tuple[str, str, bool]]
    """written form -> (kind, name, whether the form is an adjective or a people's name)"""
    of: dict[str, str]
    classes: dict[str, str]


@of_vocabulary
def gazetteer() -> Gazetteer:
    """The countries and actors of the vocabulary."""
    forms: dict[str, tuple[str, str, bool]] = {}
    of: dict[str, str] = {}
    classes: dict[str, str] = {}
    for name, (demonyms, capital, others) in vocabulary("countries").items():
        for form in [name, capital, *others]:
            forms[str(form)] = ("country", name, False)
        for demonym in demonyms:
            forms[demonym] = ("country", name, True)
            if not demonym.endswith(("ese", "sh", "ch", "ss", "men")):
                forms[demonym + "s"] = ("country", name, True)
    for name, actor in vocabulary("actors").items():
        for form in [name, *actor["aliases"]]:
            forms[form] = ("actor", name, False)
            if actor["class"] in ("international", "armed_group") and form.isupper() and form.isalpha() and len(form) >= SPOKEN:
                # "Nato", "Unifil", "Isis"
                forms[form.capitalize()] = ("actor", name, False)
        if actor.get("of"):
            of[name] = actor["of"]
        classes[name] = actor["class"]
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=lambda f: (-len(f), f)))
    # the South China Sea, the Sea of Japan and the Indian Ocean are nobody's, Port Sudan and Lake Chad no countries
    leads = "".join(f"(?<!\\b{lead} )" for lead in ("Sea of", "Gulf of", "Strait of", "Bay of", "Port", "Lake"))
    return Gazetteer(
        re.compile(rf"(?<![\w-]){leads}(?:{alternatives})(?![\w])(?!-(?:born|made|style|based)| (?:Sea|Ocean)\b)"), forms, of, classes
    )


def names(sentence: Analysed) -> list[Name]:
    """The names of a sentence in order."""
    known = gazetteer()
    found: list[Name] = []
    for match in known.pattern.finditer(sentence.text):
        kind, name, adjective = known.forms[match.group(0)]
        before = sentence.text[: match.start()]
        possessive = sentence.text[match.end() : match.end() + 2] in ("'s", "’s")
        place = kind == "country" and not adjective and not possessive and bool(_PLACE_LEAD.search(before))
        found.append(Name(kind, name, match.group(0), match.start(), match.end(), place))
    spans = [(n.start, n.end) for n in found]
    for entity in sentence.entities:
        kind = _NAME_LABELS.get(entity.label, "")
        if not kind or any(a < entity.end and entity.start < b for a, b in spans) or sentence.text.startswith("-based", entity.end):
            # the Hague-based court tells of the Hague as little as a London-based expert of London
            continue
        text = entity.text
        if kind == "place" and (_HOLIDAY.fullmatch(text) or _names_a_ship(sentence.text[: entity.start])):
            continue
        if _TAIL_NEXT.match(sentence.text, entity.end):
            # whatever else spaCy takes it for
            kind = "place"
        name = fold(text)
        if not name or name.isdigit():
            continue
        end = entity.end - (len(text) - len(_POSSESSIVE.sub("", text)))
        if kind == "place":
            name = place_name(name)
        # "soldiers of Norland": whose they are, not where
        place = kind == "place" and not (end < entity.end) and not _forces().search(sentence.text[: entity.start])
        found.append(Name(kind, name, sentence.text[entity.start : end], entity.start, end, place))
    for match in _CAPITAL_PLACE.finditer(sentence.text):
        start, end = match.span(1)
        if _NO_PLACE.match(match.group(1)) or _HOLIDAY.match(match.group(1)):
            continue
        over = [n for n in found if n.start < end and start < n.end]
        mistaken = len(over) == 1 and (over[0].start, over[0].end) == (start, end) and " " not in match.group(1)
        if over and not (mistaken and (over[0].kind == "person" or (over[0].kind == "org" and match.group(0).lower().startswith("in ")))):
            continue
        if sentence.text[end : end + 2] in ("'s", "’s"):
            continue
        text = _POSSESSIVE.sub("", match.group(1))
        found = [n for n in found if n not in over]
        found.append(Name("place", place_name(text), text, start, start + len(text), True))
    return _towns_of_that_name(sentence, sorted(found, key=lambda n: (n.start, n.end)))


def _names_a_ship(before: str) -> bool:
    """Whether a name is that of a ship by the noun that stands before it: "the destroyer Kolkata"."""
    last = before.rsplit(None, 1)[-1:] if before.endswith(" ") else []
    return bool(last) and last[0].lower() in vocabulary("forces")["ships"]


def _towns_of_that_name(sentence: Analysed, found: list[Name]) -> list[Name]:
    """ "Lima, Ohio" is no capital: a capital before another place is a town there, and no country."""
    capitals = {str(capital) for _, capital, _ in vocabulary("countries").values()}
    out = []
    for name, behind in zip_longest(found, found[1:]):
        inside = (
            behind is not None
            and sentence.text[name.end : behind.start] == ", "
            and behind.kind in ("place", "country")
            and behind.name != name.name
        )
        if inside and name.kind == "country" and name.text in capitals:
            name = Name("place", fold(name.text), name.text, name.start, name.end, name.place)
        out.append(name)
    return out


@of_vocabulary
def _kinds_of_force() -> dict[str, str]:
    known = vocabulary("forces")
    return {lemma: kind for kind, lemmas in known.items() if kind not in ("civil", "everyday", "fighters") for lemma in lemmas}


@of_vocabulary
def _military() -> frozenset[str]:
    known = vocabulary("forces")
    return frozenset(_kinds_of_force()) - frozenset(known["civil"]) | frozenset(known["fighters"])


def is_military(word: str) -> bool:
    """Whether a word by itself stands for a force, its equipment or fighters: soldiers, not police, planes or men."""
    return not _military().isdisjoint((word, word.removesuffix("s")))


@of_vocabulary
def _everyday() -> frozenset[str]:
    return frozenset(vocabulary("forces")["everyday"])


def is_everyday(word: str) -> bool:
    """Whether a word by itself stands for no force: cars, boats."""
    return not _everyday().isdisjoint((word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"))


def kind_of_force(lemma: str) -> str | None:
    """The kind of force or equipment that it is a word for ("ships", "weapons")."""
    # of a word that it takes for a name spaCy keeps the plural
    kinds = _kinds_of_force()
    return kinds.get(lemma) or kinds.get(lemma.removesuffix("s"))


def forces(sentence: Analysed, found: list[Name]) -> list[tuple[int, int]]:
    """(start, end) of the names that stand at a word for a force or its equipment: "frigate Psara", "T-72 tanks", "Patriot battery"."""
    countries = [(n.start, n.end) for n in found if n.kind == "country"]

    def named(word: Word) -> bool:
        # "Twelve members", "More soldiers": the first word of a sentence has a capital letter whatever it is
        is_name = word.pos == "PROPN" or (word.pos in ("NOUN", "ADJ", "X", "NUM") and (word.start > 0 or not word.text.isalpha()))
        return is_name and word.text[:1].isupper() and not any(a <= word.start < b for a, b in countries)

    out = []
    words = sentence.words
    for i, word in enumerate(words):
        if word.pos not in ("NOUN", "PROPN") or not kind_of_force(word.lemma):
            continue
        end = i
        # over what the name and the word have between them: "RBS-90 air-defence battery"
        while (
            end
            and i - end < BETWEEN
            and not named(words[end - 1])
            and (words[end - 1].pos in ("NOUN", "ADJ") or words[end - 1].text == "-")
        ):
            end -= 1
        before = end
        while before and named(words[before - 1]):
            before -= 1
        after = i + 1
        while after < len(words) and named(words[after]):
            after += 1
        for some in (words[before:end], words[i + 1 : after]):
            if some:
                out.append((some[0].start, some[-1].end))
    return out


def _is_title(sentence: Analysed, i: int, people: Iterable[Name]) -> bool:
    """Whether a word goes with a person's name that comes behind it: "President William Ruto"."""
    word, head = sentence.words[i], sentence.words[sentence.words[i].head]
    while head.dep in _OF_A_NAME and head.start > word.start and sentence.words[head.head].start > head.start:
        head = sentence.words[head.head]
    return head.start > word.start and any(n.start <= head.start < n.end for n in people)


def terms(sentence: Analysed, found: list[Name]) -> list[str]:
    """`class:word` of what a sentence speaks of: c country, o body, p person, g other place, f name of a force or its equipment,
    v verb, w word, n number."""
    known = gazetteer()
    out = []
    for name in found:
        if name.kind == "country":
            out.append("c:" + name.name.lower())
        elif name.kind == "actor":
            out.append("o:" + name.name.lower())
            if name.name in known.of:
                out.append("c:" + known.of[name.name].lower())
            # "Kenya-led mission"
            inside = [known.forms[part] for part in re.split(r"[\s-]", name.text) if part in known.forms]
            out += ["c:" + country.lower() for kind, country, _ in inside if kind == "country"]
        elif name.kind == "person":
            out.append("p:" + name.name.split()[-1])
        else:
            out.append(("g:" if name.kind == "place" else "o:") + name.name)
    of_forces = forces(sentence, found)
    out += ["f:" + fold(sentence.text[start:end]) for start, end in of_forces]
    people = [n for n in found if n.kind == "person"]
    bodies = [(e.start, e.end) for e in sentence.entities if e.label in _BODIES]
    for i, word in enumerate(sentence.words):
        if word.stop or any(n.start <= word.start < n.end for n in found) or _is_title(sentence, i, people):
            continue
        lemma = fold(word.lemma)
        if word.pos == "NUM":
            if any(c.isdigit() for c in word.text):
                out.append("n:" + word.text)
        elif len(lemma) > 2 and lemma not in _GENERIC:
            if word.pos == "PROPN":
                if any(start <= word.start < end for start, end in of_forces) or kind_of_force(lemma):
                    continue
                # what is left of "UN General Assembly" is no place
                out.append(("o:" if any(start <= word.start < end for start, end in bodies) else "g:") + lemma)
            elif word.pos == "VERB":
                out.append("v:" + lemma)
            elif word.pos in ("NOUN", "ADJ"):
                out.append("w:" + lemma)
    return out
