"""The events that verbs tell, by their frames: where in the sentence the one who acts and what is acted on stand.

The frames, with their verbs and the classes of what takes part, are in config/vocabulary/events.yaml.
"""

from collections.abc import Iterator

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import content, fits, group_of
from storywatch.transforms.claims.governors import SUBJECTS
from storywatch.transforms.claims.holding import Holding
from storywatch.transforms.claims.levels import change_of_level
from storywatch.transforms.claims.lexicon import BEFALLS, lexicon, themes
from storywatch.transforms.claims.parts import WITH, Parts
from storywatch.transforms.claims.roles import GOING, LEAVING, Found
from storywatch.transforms.claims.saying import says_before
from storywatch.transforms.vocabulary import vocabulary

ENDING = frozenset(["stop", "quit", "halt", "suspend", "cease", "end"])


def occasions(sentence: Analysed, i: int) -> list[int]:
    """The verbs of the clauses that tell on which occasion something happened: "were hurt when their truck struck a mine"."""
    clauses = sentence.children(i, "advcl")
    return [c for c in clauses if any(sentence.words[k].lemma in ("when", "as", "after") for k in sentence.children(c, "advmod", "mark"))]


class Frames(Holding):
    """Reads the events of verbs."""

    def keys(self, i: int) -> Iterator[str]:
        """The entries of the lexicon that a verb can be, two words before one."""
        lemma = self.words[i].lemma
        for c in self.sentence.children(i, "prt", "prep", "advmod", "dobj", "acomp", "xcomp", "oprd", "npadvmod", "advcl", "ccomp"):
            near = self.words[c]
            if near.tag == "VB" and any(self.words[k].tag == "TO" for k in self.sentence.children(c, "aux")):
                # "sent planes to back the strikes": nobody is sent back
                continue
            days = (self.is_time(k) or self.words[k].text[0].isdigit() for k in self.sentence.children(c, "pobj"))
            if near.dep != "prep" or not any(days):
                yield f"{lemma} {near.lemma}"
            if near.dep == "prep" and near.lemma in ("on", "for", "of", "out", "to", "under", "in"):
                for inner in self.sentence.children(c, "pobj", "pcomp", "amod"):
                    yield f"{lemma} {near.lemma} {self.words[inner].lemma}"
            if near.dep == "prt":
                for k in self.sentence.children(i, "prep"):
                    yield f"{lemma} {near.lemma} {self.words[k].lemma}"
        if any(self.words[k].lemma == "from" for c in self.sentence.children(i, "dobj") for k in self.sentence.children(c, "prep")):
            # "pull 10,000 troops from Europe", where the parser takes Europe for where they are from
            yield f"{lemma} from"
        if i + 1 < len(self.words) and self.words[i + 1].tag == "RP" and self.words[i + 1].dep == "quantmod":
            # "to hand over 18 tanks", where the parser takes "over" for a word of the number
            yield f"{lemma} {self.words[i + 1].lemma}"
        yield lemma

    def verb(self, i: int) -> Found | None:
        verbs = lexicon()[0]
        if self.words[i].lemma in ENDING and any(self.words[c].tag == "VBG" for c in self.sentence.children(i, "xcomp")):
            # "has stopped training": the end of the training, which its own verb tells
            return None
        particles = [
            self.words[c].lemma for c in self.sentence.children(i, "prt", "advmod", "prep") if not self.sentence.children(c, "pobj")
        ]
        nowhere = self.words[i].lemma == "go" and any(p in vocabulary("arguments")["goes_nowhere"] for p in particles)
        if nowhere or any(key in vocabulary("arguments")["idioms"] for key in self.keys(i)):
            return self.being(i)
        for key in self.keys(i):
            for name, frame in verbs.get(key, ()):
                event = self.framed(i, name, frame, key)
                if event is not None:
                    return event
        return self.being(i) or self.changing(i)

    def changing(self, i: int) -> Found | None:
        """A force somewhere that becomes smaller or greater: "the number of soldiers in Gabon will fall from 350 to 100"; not a whole army."""
        name, theme = change_of_level(self.sentence, i), self.subject(i)
        if name is None or theme is None or not self.classes(theme) & {"people", "equipment", "mission"}:
            return None
        if group_of(self.words[content(self.sentence, theme)].lemma) in ("killed", "wounded", "captured", "casualties"):
            # of a toll that rises nobody comes
            return None
        event = Found(name, i, object=theme, theme=theme)
        self.where(event, content(self.sentence, theme))
        if event.place is None:
            self.where(event, i)
        return event if event.place is not None else None

    def framed(self, i: int, name: str, frame: str, key: str) -> Found | None:
        """The event of a verb if what takes part in it is of its classes."""
        told = self.parts(i, name, frame, key)
        if frame == "over":
            return self.ended(i, name, told.subject, told.dobj)
        if frame != "say" and says_before(self.sentence, i):
            # "“They came at night,” recalled a nurse": she is not called back
            return None
        expected = told.passive and key in ("expect", "await")
        if frame == "promise" and (expected or self.sentence.children(i, "ccomp", "xcomp")):
            # "promised the rebels that it would send arms": of the rebels nobody sends any; "are expected home" is told by `being`
            return None
        if frame == "retract":
            is_report = told.theme is not None and "report" in self.classes(told.theme)
            return Found(name, i, agent=told.agent, object=told.theme) if is_report else None
        if frame == "say":
            return self.said(i, name, told)
        if (
            frame == "go"
            and key == "leave"
            and told.passive
            and told.subject is not None
            and not any(lemma == "for" for lemma, _, _ in self.prepositions(i))
        ):
            # "1,000 fighters are left in Balta"; not "the contingent left for Mali"
            event = Found("present", i, object=told.subject, theme=told.subject)
            self.where(event, i)
            return event if fits(themes("present"), self.classes(told.subject)) else None
        if not self.holds(i, name, frame, key, told):
            return None
        event = self.made(i, name, frame, key, told)
        self._at(event, i, frame, key, told)
        return event

    def _at(self, event: Found, i: int, frame: str, key: str, told: Parts) -> None:
        """Takes from where to where the event of a verb goes, and where it is."""
        name = event.type
        if frame == "go" and told.dobj is not None and told.dobj != told.theme:
            if not (
                self.is_place(told.dobj)
                or self.classes(told.dobj) & {"people", "equipment", "site", "mission"}
                or self.words[told.dobj].pos == "PROPN"
            ):
                # "joined the anti-fascist fight"
                self.where(event, told.dobj)
            elif key == "join":
                # "would join the mission": no place; "joined the monitors in Kasama"
                event.place = told.dobj if self.is_place(told.dobj) else None
                if event.place is None:
                    self.where(event, told.dobj)
            elif name in LEAVING or name == "arrive":
                # "crossed the border at Adré"
                event.place = self.named_within(told.dobj)
            else:
                event.to = told.dobj
        if frame in ("give", "promise"):
            # "Ukraine was sent 31 tanks"
            event.to = told.subject if told.passive and told.theme == told.dobj else self.receiver(i)
            if self.words[i].lemma in WITH and told.dobj is not None and told.theme not in (told.dobj, told.subject):
                event.to = told.dobj
        if frame == "harm" and told.theme is not None and told.theme + 1 in self.sentence.children(told.theme, "prep"):
            # "gunned down protesters in Taiz", before what else the parser gives to the verb
            self.where(event, told.theme)
        self.where(event, i)
        if frame == "harm" and event.place is None and told.theme is not None and (town := self.named_within(told.theme)) != told.theme:
            # "captured the town of Goma"
            event.place = town
        if frame == "stay" and event.place is None and told.dobj is not None and not told.passive and self.is_place(told.dobj):
            # "patrol the eastern sector"
            event.place = self.named_within(told.dobj)
        if event.place is None and name in BEFALLS:
            for clause in occasions(self.sentence, i):
                self.where(event, clause)
        if event.place is None and told.theme is not None:
            self.where(event, told.theme)
        if name in GOING and event.to is None and told.theme is not None:
            # "moved two of its batteries from South Korea to Guam", where the parser hangs the way on the batteries
            way = Found(name, i)
            self.where(way, content(self.sentence, told.theme))
            if way.to is not None and way.from_ is not None:
                event.to, event.from_ = way.to, event.from_ if event.from_ is not None else way.from_
        if event.place is None and told.agent is not None:
            beside = Found(name, i)
            self.where(beside, told.agent)
            event.place = beside.place

    def said(self, i: int, name: str, told: Parts) -> Found | None:
        """An act of speech, if somebody speaks."""
        if name in ("confirm", "announce") and told.dobj is not None and "people" in self.classes(told.dobj):
            return None
        if self.words[i].lemma == "dismiss" and told.dobj is None and told.agent is None:
            # who is dismissed denies nothing
            return None
        if name == "deny" and self.words[i].lemma == "reject" and told.dobj is not None and self._is_decided(told.dobj):
            # "rejected a motion to keep them there": nobody said anything
            name = "block"
        event = Found(name, i, agent=told.agent if told.passive else told.subject)
        event.object = told.dobj if name in ("deny", "accuse", "react", "block") else None
        if name == "deny" and event.object is None:
            # "rejected as pure invention a claim that soldiers had died"
            inside = self.sentence.subtree(i, "ccomp", "advcl", "nsubj")
            event.object = next((k for k in inside if k > i and "report" in self.classes(k)), None)
        self.where(event, i)
        return event if event.agent is not None or name == "deny" else None

    def _is_decided(self, i: int) -> bool:
        """Whether what is rejected is a plan, not a report."""
        own = self.classes(i)
        return "plan" in own and not own & {"report", "words"}

    def made(self, i: int, name: str, frame: str, key: str, told: Parts) -> Found:
        """The event with its agent, object and theme."""
        theme = told.theme
        if frame == "get":
            return Found(name, i, object=theme, theme=theme, to=told.agent)
        if frame == "lose":
            return Found(name, i, object=theme, theme=theme)
        if frame == "promise":
            thought_of = self.words[i].lemma in vocabulary("modality")["possible"]["verbs"]
            return Found(name, i, agent=told.agent, object=theme, theme=theme, modality="possible" if thought_of else "planned")
        doer = told.agent if told.agent != theme else None
        if doer is not None and frame in ("go", "give", "promise") and self.classes(doer) <= {"words", "report", "plan"}:
            # "indications that would mean sending soldiers": nobody sends them
            doer = None
        event = Found(name, i, agent=doer, object=theme, theme=theme)
        if frame == "shoot" and not told.passive:
            # what is fired is no object of the attack
            event.object = told.target
        if frame == "act" and theme is None and name in ("request", "authorise", "agree", "block"):
            event.object = self._clause(i, name, key)
        return event

    def _clause(self, i: int, name: str, key: str) -> int | None:
        """What is decided on where it is no noun: "a vote on sending a battalion", "requested that France withdraw"."""
        # what stands before the verb is another sentence, which the parser made one with it
        clauses = (
            c for p in (i, *self.sentence.children(i, "prep")) for c in self.sentence.children(p, "pcomp", "xcomp", "ccomp") if c > i
        )
        found = next(clauses, None)
        if found is None and name == "agree":
            # "signed up for the mission", "agreed on a ceasefire"
            found = next((inner for lemma, _, inner in self.prepositions(i) if lemma in ("for", "on", "to")), None)
            return None if found is not None and self.is_time(found) else found
        if found is not None and key in ("let", "allow", "permit", "enable"):
            # who is let, not the verb
            let = self.sentence.child(found, *SUBJECTS)
            return found if let is None else let
        return found

    def ended(self, i: int, name: str, subject: int | None, dobj: int | None) -> Found | None:
        """The end of a mission: of its force where that is the subject, else of the mission itself."""
        mission = dobj if dobj is not None else subject
        if mission is None or "mission" not in self.classes(mission):
            return None
        force = subject if dobj is not None and not self.passive(i) else None
        if force is not None and self.is_state(force):
            # a bloc that ends its mission is not what comes home
            event = Found(name, i, agent=force, object=mission, theme=mission)
        else:
            event = Found(name, i, object=force if force is not None else mission, theme=force if force is not None else mission)
        self.where(event, i)
        if event.place is None:
            self.where(event, mission)
        return event
