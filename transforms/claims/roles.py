"""What takes part in the events of a sentence, by its syntax: subjects and objects of verbs, places, owners of forces."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import classes, content, group_at, group_of, is_designation, name_at, phrase
from storywatch.transforms.claims.clauses import Clauses
from storywatch.transforms.claims.geography import country_of
from storywatch.transforms.claims.governors import SUBJECTS
from storywatch.transforms.claims.names import Name, gazetteer

_AT = frozenset(
    [
    "in", "at", "near", "on", "off", "outside", "around", "inside", "within", "across", "over", "along", "between", "beside",
    "above", "below", "opposite",
    ]
)  # fmt: skip
_TO = frozenset(["to", "into", "toward", "towards", "for", "onto"])
_FROM = frozenset(("from", "out"))
_HOME = frozenset(("home", "good"))
_WHERE = frozenset(["across", "over", "through", "to", "into", "from", "in", "at", "near", "on", "off", "around", "toward", "towards"])
_MOSTLY = ("mainly", "mostly", "especially", "particularly", "notably", "largely", "chiefly", "primarily")
"""Before the place of a part of what is told."""
_MONTHS = frozenset(calendar.month_name[1:])
"""March is a town, too."""
_REGION = frozenset(
    [
    "direction", "vicinity", "area", "outskirts", "outskirt", "border", "side", "region", "front", "north", "south", "east", "west", "part",
    "centre", "center", "coast", "shore", "edge", "suburb",
    ]
)  # fmt: skip
_KINDS_OF_PLACE = frozenset(
    ["city", "town", "village", "port", "province", "district", "capital", "state", "island", "stronghold", "enclave"]
)
SHARES = ("half", "third", "quarter", "percent", "percentage")
ESTIMATING = ("account", "estimate", "count", "tally", "reckoning", "standard")
MEANS = frozenset(
    [
    "river", "sea", "air", "road", "rail", "land", "ship", "plane", "train", "helicopter", "bus", "boat", "telephone", "phone",
    "hand", "day", "night", "end", "time", "year", "month", "week",
    ]
)  # fmt: skip
_THEATRES = ("area", "region", "country", "zone", "mission", "theatre", "theater", "sea", "gulf", "mediterranean")
"""What a force leaves for good."""
LEAVING = ("depart", "withdraw", "move")
GOING = ("depart", "move", "arrive", "deliver", "withdraw", "authorise", "present")
ANOTHER = frozenset(["another", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "further"])


@dataclass
class Found:
    """An event in a sentence, its arguments by the places of their head words."""

    type: str
    at: int
    modality: str = "fact"
    agent: int | None = None
    object: int | None = None
    theme: int | None = None
    """Who or what goes, comes, suffers; the object, or the subject where nothing else is told."""
    to: int | None = None
    from_: int | None = None
    place: int | None = None
    nominal: bool = False
    date: str | None = None
    dates: list[int] = field(default_factory=list)


class Roles(Clauses):
    """Who does what to whom and where, in one sentence."""

    def prepositions(self, i: int) -> Iterator[tuple[str, int, int]]:
        """(preposition, its place, the head of what follows) at a word."""
        for prep in self.sentence.children(i, "prep", "agent", "dative", "prt", "advmod"):
            if self.words[prep].text.lower() == "according":
                # who says so is no place
                continue
            for inner in self.sentence.children(prep, "pobj"):
                yield self._preposition(prep), prep, inner
                if group_of(self.words[inner].text.lower()) == "distance" and self.words[prep].lemma in ("within", "about"):
                    # "within 5 km of the border"
                    yield from (("near", prep, k) for k in self.sentence.behind(inner, "of", "from", "off"))
            for below in self.sentence.children(prep, "prep"):
                for inner in self.sentence.children(below, "pobj"):
                    yield self._preposition(below), below, inner
                    if group_of(self.words[inner].text.lower()) == "distance":
                        # "moved to within 5 km of the border"
                        yield from ((self.words[prep].lemma, prep, k) for k in self.sentence.behind(inner, "of", "from", "off"))

    def _preposition(self, i: int) -> str:
        """The preposition itself, "out" for that of "out of"."""
        return "out" if self.words[i].lemma == "of" and i > 0 and self.words[i - 1].lemma == "out" else self.words[i].lemma

    def doer(self, i: int) -> int | None:
        """Behind "by", but no means or place."""
        for prep in self.sentence.children(i, "agent", "prep"):
            if self.words[prep].lemma == "by":
                inner = self.sentence.child(prep, "pobj")
                # "was cut by half", "fell by 200"
                share = inner is not None and (self.words[inner].pos == "NUM" or self.words[inner].lemma in SHARES)
                # "by his account"
                share = share or (inner is not None and self.words[inner].lemma in ESTIMATING)
                if inner is not None and not share and self.words[inner].lemma not in MEANS and not self.is_time(inner):
                    return inner
        return None

    def is_time(self, i: int) -> bool:
        word = self.words[i]
        name = name_at(self.names, word.start, word.end)
        if name is not None and name.kind in ("place", "country") and not self._is_month(i):
            # "Odesa overnight", which spaCy takes for a time
            return False
        if word.lemma == "time":
            # "for the first time"
            return True
        return any(e.label in ("DATE", "TIME") and e.start <= word.start < e.end for e in self.sentence.entities)

    def _is_month(self, i: int) -> bool:
        return self.words[i].text in _MONTHS and bool(self.sentence.children(i, "nummod"))

    def is_place(self, i: int) -> bool:
        word = self.words[i]
        if self._is_month(i):
            return False
        name = name_at(self.names, word.start, word.end)
        if self.sentence.text[: word.start].lower().endswith(("pro-", "anti-")):
            # "clashes between pro-Russia groups" are not in Russia
            return False
        if name is not None and (name.kind in ("place", "country")):
            return True
        if word.pos == "PROPN" and (name is None or name.kind == "org") and country_of(name.text if name else word.text) is not None:
            # a town, whatever spaCy takes it for
            return True
        return "site" in classes(self.sentence, self.names, i)

    def where(self, event: Found, i: int) -> None:
        """Takes from, to and place from the prepositions at a verb or noun, and at what hangs on it."""
        for lemma, prep, inner in self.prepositions(i):
            if self.is_time(inner) or any(self.words[k].lemma in _MOSTLY for k in self.sentence.children(prep, "advmod")):
                # "across Syria, mainly in Homs"
                continue
            if self.words[inner].lemma in _REGION:
                # "in the direction of the Suwałki Gap", "on the outskirts of Goma"
                lemma = "to" if self.words[inner].lemma == "direction" else lemma
                behind = (self._town(k) for low, _, k in self.prepositions(inner) if low == "of")
                of = next((k for k in behind if self.words[k].pos == "PROPN"), None)
                named, inner = of is not None or self.is_place(inner), inner if of is None else of
            else:
                # "moved to Diego Garcia", whatever spaCy takes the name for
                inner = self._town(inner)
                named = self.is_place(inner) or (self.words[inner].pos == "PROPN" and lemma in _WHERE and not self._is_body(inner))
                # "called on President Assad"
                named = named and not (lemma == "on" and self.words[i].lemma == "call")
            if lemma == "to" and event.from_ is None and event.theme is not None and event.type in GOING and named:
                # "moved a squadron of jets from Spangdahlem to Fetesti", where the parser hangs the first on the jets
                below = (k for t in self.sentence.subtree(event.theme, "relcl", "acl", "conj") for low, _, k in self.prepositions(t)
                         if low == "from" and k < inner and self.is_place(k))  # fmt: skip
                event.from_ = next(below, None)
            if lemma in _FROM and event.from_ is None and named:
                event.from_ = inner
            elif lemma in _TO and event.to is None and (named or "party" in self.classes(inner)):
                if lemma != "for" or event.type in GOING:
                    event.to = inner
            elif lemma in _AT and event.place is None and named:
                # "at the camp in Bentiu": the name, where there is one
                event.place = self.named_within(inner)
            if named or lemma in ("in", "at", "on"):
                # "at the base near Kidal on the road": the first that is a name
                if event.place is None and lemma in _AT:
                    event.place = next((k for low, _, k in self.prepositions(inner) if low in _AT and self.is_place(k)), None)

    def named_within(self, i: int) -> int:
        """The name of the place in which a camp, a post, a market is; else itself."""
        if self.words[i].pos == "PROPN":
            return i
        if (town := self._town(i)) != i:
            # "the village of Bir Shuaib", which no map may have
            return town
        within = (k for low, _, k in self.prepositions(i) if low in _AT and self.words[k].pos == "PROPN" and self.is_place(k))
        return next(within, i)

    def _town(self, i: int) -> int:
        """Of "the northern Mediterranean city of Benghazi" the name of the city."""
        if self.words[i].lemma not in _KINDS_OF_PLACE:
            return i
        of = (k for low, _, k in self.prepositions(i) if low == "of" and self.words[k].pos == "PROPN")
        return next(of, i)

    def _is_body(self, i: int) -> bool:
        """Whether a name is that of a body, or an abbreviation, and no place: "OPEC", "0830 GMT"."""
        word = self.words[i]
        name = name_at(self.names, word.start, word.end)
        if word.text.islower() or any(self.words[k].text.lower() in ("a", "an") for k in self.sentence.children(i, "det")):
            # "on standby", "on an Antonov"
            return True
        return (name is not None and name.kind == "actor") or (word.text.isupper() and len(word.text) > 1) or is_designation(word.text)

    # events

    def is_state(self, i: int) -> bool:
        """Whether a phrase is the bare name of a country or of a body without forces: these do not come and go as their soldiers do."""
        name = name_at(self.names, self.words[i].start, self.words[i].end)
        if name is None or name.kind not in ("country", "actor") or self.words[i].pos != "PROPN" or self.is_own(i):
            return False
        return gazetteer().classes.get(name.name, "official") in ("official", "international", "media", "monitor")

    def is_own(self, i: int) -> bool:
        """Whether a name stands for people or equipment by a word of it: "the Kenyans", "F-16s", "Armed Forces"."""
        word = self.words[i]
        name = name_at(self.names, word.start, word.end)
        people = (
            name is not None and name.kind == "country" and name.text.endswith("s") and gazetteer().forms.get(name.text, ("", "", False))[2]
        )
        return people or "equipment" in self.classes(i) or group_of(word.text.lower()) is not None

    def is_home(self, event: Found) -> bool:
        """Whether a leaving is for home or for good, or out of a country that is not the force's own."""
        near = {self.words[k].lemma for k in self.sentence.subtree(event.at, "ccomp", "relcl", "conj")}
        if [w.lemma for w in self.words[event.at : event.at + 2]] == ["leave", "home"]:
            # who leaves home goes out
            return False
        if near & _HOME:
            return True
        dobj = self.object(event.at) if not event.nominal else None
        if dobj is not None and self.words[dobj].lemma in _THEATRES:
            return True
        left = (
            event.from_
            if event.from_ is not None
            else dobj
            if dobj is not None and self.is_place(dobj)
            else event.place
            if event.nominal
            else None
        )
        if event.theme is None:
            return False
        owner = self.owner(event.theme)
        to = name_at(self.names, self.words[event.to].start, self.words[event.to].end) if event.to is not None else None
        if owner is None and to is None and dobj is not None and left == dobj and event.theme == self.subject(event.at):
            # "2,200 marines would leave Iraq": whoever they are, they were there
            country = name_at(self.names, self.words[dobj].start, self.words[dobj].end)
            return country is not None and country.kind == "country" and "people" in self.classes(event.theme)
        if owner is None or (to is not None and to.name != owner) or left is None:
            return False
        # out of a place in a country that is not its own
        place = name_at(self.names, self.words[left].start, self.words[left].end)
        # a town may be taken for a person
        town = self.words[left].text if place is None or place.kind == "person" else place.text if place.kind == "place" else None
        within = country_of(town) if town is not None and town[0].isupper() else None
        if within is not None:
            # a ship calls at a port, and sails on
            return within != owner and group_at(self.sentence, content(self.sentence, event.theme)) != "ships"
        abroad = {place.name} if place is not None and place.kind == "country" else {n.name for n in self.names if n.kind == "country"}
        return bool(abroad - {owner})

    def is_outbound(self, event: Found) -> bool:
        """Whether what flies out goes to a country that is not its own: "flew out, bound for Haiti"."""
        to = event.to
        if to is None:
            bound = [
                c
                for c in self.sentence.children(event.at, "advcl", "acomp", "oprd", "ccomp", "prep")
                if self.words[c].lemma in ("bind", "bound")
            ]
            to = next((inner for c in bound for low, _, inner in self.prepositions(c) if low in _TO and self.is_place(inner)), None)
        name = name_at(self.names, self.words[to].start, self.words[to].end) if to is not None else None
        owner = self.owner(event.theme) if event.theme is not None else None
        if name is None or name.kind != "country" or owner is None or name.name == owner:
            return False
        event.to = to
        return True

    def owner(self, i: int) -> str | None:
        """The country or body whose the force is: "French soldiers", "France's soldiers", "soldiers from France", "its soldiers" not."""
        known = gazetteer()
        i = content(self.sentence, i)
        near = [i, *self.sentence.children(i, "amod", "compound", "poss", "nmod")]
        # "British forces personnel"
        near += [k for c in self.sentence.children(i, "compound") for k in self.sentence.children(c, "amod", "compound")]
        near += [
            k
            for prep in self.sentence.children(i, "prep")
            if self.words[prep].lemma in ("from", "of")
            for k in self.sentence.children(prep, "pobj")
        ]
        for k in near:
            name = name_at(self.names, self.words[k].start, self.words[k].end)
            if name is not None and name.kind in ("country", "actor"):
                return known.of.get(name.name, name.name)
        return None

    def strikes(self, i: int) -> bool:
        """Whether something hits what it hits in war: weapons, "ground fire", warplanes, "Norland's aircraft"; not a helicopter that hits a
        tower."""
        i = content(self.sentence, i)
        if self.words[i].lemma == "fire":
            return bool(self.sentence.children(i, "compound", "amod"))
        group = group_at(self.sentence, i)
        return group == "weapons" or (
            group == "aircraft"
            and (self.words[i].tag == "NNS" or self.words[i].lemma not in ("plane", "aircraft", "helicopter") or self.owner(i) is not None)
        )

    def possessor(self, i: int) -> int | None:
        """Of "Australia's two aircraft" Australia, of "its soldiers" the party that the sentence speaks of before."""
        poss = self.sentence.child(content(self.sentence, i), "poss")
        if poss is None:
            return None
        if self.words[poss].pos != "PRON":
            return poss if self.owner(poss) else None
        for up in self.sentence.ancestors(i):
            subject = self.sentence.child(up, *SUBJECTS)
            if subject is not None and subject < poss and self.owner(subject):
                # of "Nigeria's jets …, and its infantry" Nigeria
                return next((k for k in self.sentence.children(subject, "poss") if self.owner(k)), subject)
        return None

    def another(self, i: int | None) -> str | None:
        """The word by which a theme is one more of its kind: "another", "a second tank"."""
        if i is None:
            return None
        return next((self.words[k].text for k in (i, *self.sentence.children(i, "det", "amod")) if self.words[k].lemma in ANOTHER), None)


def text_of(sentence: Analysed, i: int | None) -> tuple[str, int, int] | None:
    """(words, start, end) of the phrase with the head `i`."""
    if i is None:
        return None
    start, end = phrase(sentence, content(sentence, i))
    dobj = sentence.child(i, "dobj") if sentence.words[i].pos == "VERB" else None
    if dobj is not None and dobj > i:
        # "sending a 750-strong battalion", "to send a battalion"
        first = i - 1 if i and sentence.words[i - 1].tag == "TO" else i
        start, end = sentence.words[first].start, phrase(sentence, dobj)[1]
    return sentence.text[start:end], start, end


def place_of(sentence: Analysed, found: Sequence[Name], i: int | None) -> tuple[str, int, int] | None:
    """The same for a place: its name where the phrase has one."""
    if i is None:
        return None
    inside = sentence.subtree(i, "relcl", "acl", "appos", "conj")
    owners = set(sentence.children(i, "poss"))
    # "Russia's Kursk region" is Kursk, "OPEC-member Libya" is Libya
    head = name_at(found, sentence.words[i].start, sentence.words[i].end)
    itself = head is not None and head.kind in ("place", "country")
    for k in sorted(inside, key=lambda k: (k in owners, itself and k != i)):
        name = name_at(found, sentence.words[k].start, sentence.words[k].end)
        if name is not None and k != i and name.kind == "country" and gazetteer().forms.get(name.text, ("", "", False))[2]:
            # "the Polish-Ukrainian border"
            continue
        if name is not None and name.kind in ("place", "country", "org", "actor") and sentence.words[k].pos == "PROPN":
            # "the Islamic Maghreb (AQIM"
            told = sentence.text[name.start : name.end].split(" (")[0]
            return told, name.start, name.start + len(told)
    itself_told = text_of(sentence, i)
    return itself_told if itself_told is not None and any(c.isalpha() for c in itself_told[0]) else None
