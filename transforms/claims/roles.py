"""What takes part in the events of a sentence, by its syntax: subjects and objects of verbs, places, owners of forces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import classes, content, group_of, name_at, phrase
from storywatch.transforms.claims.geography import country_of
from storywatch.transforms.claims.modality import called_on
from storywatch.transforms.claims.names import Name, gazetteer

SUBJECTS = ("nsubj", "nsubjpass")
_AT = frozenset(
    [
    "in", "at", "near", "on", "off", "outside", "around", "inside", "within", "across", "over", "along", "between", "beside",
    "above", "below", "opposite",
    ]
)  # fmt: skip
_TO = frozenset(["to", "into", "toward", "towards", "for", "onto"])
_FROM = frozenset(("from", "out"))
_RELATIVE = frozenset(("that", "which", "who", "whom", "whose"))
_HOME = frozenset(("home", "good"))
_WHERE = frozenset(["across", "over", "through", "to", "into", "from", "in", "at", "near", "on", "off", "around", "toward", "towards"])
_BEFORE_A_NOUN = ("NUM", "ADJ", "DET", "ADV", "PROPN")
_REGION = frozenset(
    [
    "direction", "vicinity", "area", "outskirts", "border", "side", "region", "front", "north", "south", "east", "west", "part",
    "centre", "center", "coast", "shore", "edge", "suburb",
    ]
)  # fmt: skip
_ONLY_OF_OTHERS = frozenset(["kill", "wound", "injure", "hurt", "capture", "destroy", "deploy", "station", "detain", "evacuate", "arrest", "intercept", "down",
                               "seize", "abduct", "repatriate", "free", "release"])  # fmt: skip
"""Verbs that nobody does without an object."""
_KINDS_OF_PLACE = frozenset(
    ["city", "town", "village", "port", "province", "district", "capital", "state", "island", "stronghold", "enclave"]
)
MEANS = frozenset(
    [
    "river", "sea", "air", "road", "rail", "land", "ship", "plane", "train", "helicopter", "bus", "boat", "telephone", "phone",
    "hand", "day", "night", "end", "time", "year", "month", "week",
    ]
)  # fmt: skip
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


class Roles:
    """Who does what to whom, in one sentence."""

    def __init__(self, sentence: Analysed, found: Sequence[Name]) -> None:
        self.sentence, self.names = sentence, found
        self.words = sentence.words

    # arguments of verbs

    def passive(self, i: int) -> bool:
        s = self.sentence
        if s.children(i, "nsubjpass", "auxpass", "agent"):
            return True
        word = self.words[i]
        if self._is_headline_passive(i):
            return True
        if word.tag == "VBN" and word.dep == "conj" and not s.children(i, "aux", "dobj"):
            # "300 were killed and 2,700 wounded"
            return self.passive(word.head)
        if word.tag == "VBD" and word.dep == "acl" and not s.children(i, "dobj", "nsubj", "aux"):
            # "the 2,300 police sent to the port": no past tense, whatever the tagger says
            return True
        if word.tag != "VBN" or s.children(i, "dobj", "nsubj", "aux"):
            return False
        if word.dep == "acomp" and self.words[word.head].lemma in ("be", "get"):
            # "the border was closed", read as a state
            return True
        if word.dep in ("acl", "amod", "ROOT", "advcl"):
            return True
        return word.dep == "conj" and self.passive(word.head)

    def _is_headline_passive(self, i: int) -> bool:
        """Whether a headline leaves out "were": "Two drones shot down over Balta", "40 soldiers killed or wounded", "troops deployed"."""
        s, word = self.sentence, self.words[i]
        subject = s.child(i, "nsubj")
        if subject is None or word.tag not in ("VBD", "VBN") or s.children(i, "dobj", "aux", "auxpass", "ccomp", "xcomp"):
            return False
        if any(s.children(k, "dobj") for k in s.children(i, "conj")):
            # "killed and wounded 40"
            return False
        if word.lemma == "shoot":
            return any(self.words[k].lemma in ("down", "dead") for k in s.children(i, "prt", "advmod", "acomp", "oprd"))
        kinds = self.classes(subject)
        return (word.lemma in _ONLY_OF_OTHERS and bool(kinds & {"people", "equipment"})) or (word.lemma == "lose" and "equipment" in kinds)

    def subject(self, i: int, depth: int = 0) -> int | None:
        """The subject of a verb, shared or understood ones too."""
        s, word = self.sentence, self.words[i]
        own = s.child(i, *SUBJECTS)
        if own is not None:
            if self.words[own].pos == "ADP":
                # "between four and five bombers are"
                own = next((k for k in reversed(s.subtree(own, "prep")) if self.words[k].pos == "NOUN"), own)
            if self.words[own].lemma in _RELATIVE and word.dep == "relcl":
                return word.head
            return own
        if depth > 4 or word.head == i:
            return None
        if word.dep == "acl" or (word.dep == "relcl" and word.tag == "VB" and not s.children(i, *SUBJECTS)):
            acts = self.classes(word.head) & {"people", "equipment", "party", "pronoun"}
            if word.tag == "VB" and (not acts or group_of(self.words[word.head].text.lower()) == "weapons"):
                # of "the alliance has plans to station troops", "seized weapons to attack" it is not the plans and weapons that do
                plan = self.words[word.head]
                whose = s.child(word.head, "poss")
                named = whose is not None and self.words[whose].pos != "PRON"
                return whose if named else self.subject(plan.head, depth + 1) if plan.dep == "dobj" else None
            return word.head
        if word.dep == "acomp":
            return self.subject(word.head, depth + 1)
        if word.dep == "relcl":
            return None if s.children(i, *SUBJECTS) else word.head
        if word.dep == "xcomp":
            # "asked Canberra to leave": the object of the verb above, else its subject; "called on Canberra to leave"
            inner = s.child(word.head, "dobj")
            if inner is None and self.words[word.head].lemma in ("call", "appeal"):
                inner = called_on(s, word.head)
            return inner if inner is not None and self.words[inner].pos != "ADJ" else self.subject(word.head, depth + 1)
        if word.dep == "ccomp" and word.tag == "VBN":
            # "a policeman reported missing was killed", where the parser takes "reported" for a clause of its own
            beside = [k for k in s.children(word.head, "ccomp") if k < i and self.words[k].tag in ("VBD", "VBN")]
            if beside and s.children(beside[-1], "oprd", "xcomp"):
                return self.subject(beside[-1], depth + 1)
        if word.dep == "pcomp":
            prep = word.head
            up = self.words[prep].head
            if self.words[up].pos not in ("VERB", "AUX"):
                return None
            # "barred Kenya from sending", "accused Cambodia of firing": the object does it
            inner = s.child(up, "dobj") if self.words[prep].lemma in ("from", "of", "into") else None
            return inner if inner is not None else self.subject(up, depth + 1)
        if word.dep in ("conj", "advcl", "dep") and self.words[word.head].pos in ("VERB", "AUX"):
            said = self._said_object(i) if word.dep == "conj" else None
            return said if said is not None else self.subject(word.head, depth + 1)
        if word.dep == "ccomp" and word.tag in ("VB", "VBG"):
            return self.subject(word.head, depth + 1)
        return None

    def _said_object(self, i: int) -> int | None:
        """Of "quoted it as saying 300 soldiers had left" the soldiers, whom the parser takes for what is said."""
        says = next(
            (k for k in range(i - 1, self.words[i].head, -1) if self.words[k].lemma == "say" and self.words[k].dep == "pcomp"), None
        )
        return self.sentence.child(says, "dobj") if says is not None else None

    def object(self, i: int) -> int | None:
        own = self.sentence.child(i, "dobj")
        if own is None and (given := self.sentence.child(i, "dative")) is not None and given > i and self.words[given].pos == "PROPN":
            # "will send Ukraine 31 tanks, …, Biden said", where the parser makes the tanks the ones that say
            own = next((k for k in range(given + 1, min(given + 5, len(self.words))) if self.words[k].pos not in _BEFORE_A_NOUN), None)
            own = own if own is not None and self.words[own].pos == "NOUN" else None
        if own is not None and self.receiver(i) == own:
            # "send Ukraine 30 tanks", where the parser takes both for objects
            own = self.sentence.children(i, "dobj")[-1]
        if own is not None and self.words[own].lemma == "home":
            # "carried the contingent home", where the parser makes one noun of both
            own = next(iter(self.sentence.children(own, "compound", "nmod")), own)
        if own is not None and self.words[own].lemma not in _RELATIVE:
            return self._shared(rather(self.sentence, own))
        if self.words[i].dep == "relcl" and not self.passive(i):
            subject = self.sentence.child(i, *SUBJECTS)
            antecedent = self.words[i].head
            if (
                subject is not None
                and self.words[subject].lemma not in _RELATIVE
                and self.classes(antecedent) & {"people", "equipment", "site"}
            ):
                # "the tanks that Norway sent", "the tanks Norway sent"
                return antecedent
        return None

    def _shared(self, i: int) -> int:
        """Of "75 Guatemalan and eight Salvadoran soldiers" the soldiers, whom the parser takes for the second of two."""
        if self.words[i].pos != "PROPN" or self.classes(i) & {"equipment"} or not self.sentence.children(i, "nummod"):
            return i
        others = (k for k in self.sentence.children(i, "conj") if self.words[k].pos == "NOUN" and self.sentence.children(k, "nummod"))
        return next((k for k in others if self.classes(k) & {"people", "equipment"}), i)

    def receiver(self, i: int) -> int | None:
        """Who gets what is sent without "to": "send Ukraine 30 tanks"."""
        dative = self.sentence.child(i, "dative")
        if dative is not None:
            inner = self.sentence.child(dative, "pobj")
            return dative if inner is None else inner
        objects = self.sentence.children(i, "dobj")
        first = objects[0] if len(objects) > 1 else None
        name = name_at(self.names, self.words[first].start, self.words[first].end) if first is not None else None
        return first if name is not None and name.kind in ("country", "actor") else None

    def prepositions(self, i: int) -> Iterator[tuple[str, int, int]]:
        """(preposition, its place, the head of what follows) at a word."""
        for prep in self.sentence.children(i, "prep", "agent", "dative", "prt", "advmod"):
            if self.words[prep].text.lower() == "according":
                # who says so is no place
                continue
            for inner in self.sentence.children(prep, "pobj"):
                yield self.words[prep].lemma, prep, inner
            for below in self.sentence.children(prep, "prep"):
                for inner in self.sentence.children(below, "pobj"):
                    yield self.words[below].lemma, below, inner

    def doer(self, i: int) -> int | None:
        """Behind "by", but no means or place."""
        for prep in self.sentence.children(i, "agent", "prep"):
            if self.words[prep].lemma == "by":
                inner = self.sentence.child(prep, "pobj")
                if inner is not None and self.words[inner].lemma not in MEANS and not self.is_time(inner):
                    return inner
        return None

    def is_time(self, i: int) -> bool:
        word = self.words[i]
        name = name_at(self.names, word.start, word.end)
        if name is not None and name.kind in ("place", "country"):
            # "Odesa overnight", which spaCy takes for a time
            return False
        if word.lemma == "time":
            # "for the first time"
            return True
        return any(e.label in ("DATE", "TIME") and e.start <= word.start < e.end for e in self.sentence.entities)

    def is_place(self, i: int) -> bool:
        word = self.words[i]
        name = name_at(self.names, word.start, word.end)
        if name is not None and (name.kind in ("place", "country")):
            return True
        if word.pos == "PROPN" and (name is None or name.kind == "org") and country_of(name.text if name else word.text) is not None:
            # a town, whatever spaCy takes it for
            return True
        return "site" in classes(self.sentence, self.names, i)

    def where(self, event: Found, i: int) -> None:
        """Takes from, to and place from the prepositions at a verb or noun, and at what hangs on it."""
        for lemma, _, inner in self.prepositions(i):
            if self.is_time(inner):
                continue
            if self.words[inner].lemma in _REGION:
                # "in the direction of the Suwałki Gap", "on the outskirts of Goma"
                lemma = "to" if self.words[inner].lemma == "direction" else lemma
                of = next((k for low, _, k in self.prepositions(inner) if low == "of" and self.words[k].pos == "PROPN"), None)
                named, inner = of is not None or self.is_place(inner), inner if of is None else of
            else:
                # "moved to Diego Garcia", whatever spaCy takes the name for
                inner = self._town(inner)
                named = self.is_place(inner) or (self.words[inner].pos == "PROPN" and lemma in _WHERE and not self._is_body(inner))
            if lemma in _FROM and event.from_ is None and named:
                event.from_ = inner
            elif lemma in _TO and event.to is None and (named or "party" in self.classes(inner)):
                if lemma != "for" or event.type in GOING:
                    event.to = inner
            elif lemma in _AT and event.place is None and named:
                event.place = inner
            if named or lemma in ("in", "at", "on"):
                # "at the base near Kidal on the road": the first that is a name
                if event.place is None and lemma in _AT:
                    event.place = next((k for low, _, k in self.prepositions(inner) if low in _AT and self.is_place(k)), None)

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
        return (name is not None and name.kind == "actor") or (word.text.isupper() and len(word.text) > 1)

    def classes(self, i: int) -> frozenset[str]:
        return classes(self.sentence, self.names, i)

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
        if near & _HOME:
            return True
        dobj = self.object(event.at) if not event.nominal else None
        if dobj is not None and self.words[dobj].lemma in ("area", "region", "country", "zone", "mission", "theatre", "theater"):
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
        owner = self.owner(event.theme) if event.theme is not None else None
        to = name_at(self.names, self.words[event.to].start, self.words[event.to].end) if event.to is not None else None
        if owner is None or (to is not None and to.name != owner) or left is None:
            return False
        # out of a place in a country that is not its own
        place = name_at(self.names, self.words[left].start, self.words[left].end)
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
                return subject
        return None

    def another(self, i: int | None) -> str | None:
        """The word by which a theme is one more of its kind: "another", "a second tank"."""
        if i is None:
            return None
        return next((self.words[k].text for k in (i, *self.sentence.children(i, "det", "amod")) if self.words[k].lemma in ANOTHER), None)


def rather(sentence: Analysed, i: int) -> int:
    """Of "not troops but 11 generators" the generators; else the word itself."""
    words = sentence.words
    if not any(words[c].dep in ("neg", "preconj") and c < i for c in sentence.children(i)):
        return i
    but = any(words[c].lemma == "but" for c in sentence.children(i, "cc"))
    return next(iter(sentence.children(i, "conj")), i) if but else i


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
        if name is not None and name.kind in ("place", "country", "org", "actor") and sentence.words[k].pos == "PROPN":
            return sentence.text[name.start : name.end], name.start, name.end
    return text_of(sentence, i)
