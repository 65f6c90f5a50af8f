"""The events of a sentence, read from its syntax: what happened or is planned, who did it to whom, from where to where.

The verbs and nouns that tell an event, and what must take part in it, are in config/vocabulary/events.yaml.
"""

from collections.abc import Sequence

from storywatch.transforms.claims.arguments import content, fits, is_of_a_number
from storywatch.transforms.claims.governors import none_of, verbs_of_saying
from storywatch.transforms.claims.lexicon import SPEECH, lexicon, themes
from storywatch.transforms.claims.modality import modality
from storywatch.transforms.claims.nouns import Nouns
from storywatch.transforms.claims.roles import Found
from storywatch.transforms.claims.settle import settle
from storywatch.transforms.vocabulary import vocabulary


class Reader(Nouns):
    """Reads the events of one sentence."""

    def read(self) -> list[Found]:
        out: list[Found] = []
        for i, word in enumerate(self.words):
            if word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass"):
                event = (self.adjective(i) if word.dep == "amod" else None) or self.verb(i)
                if event is None and word.tag == "VBG" and word.dep in ("nsubj", "nsubjpass", "dobj"):
                    # "Training at the base ends"
                    event = self.noun(i)
            elif word.pos == "ADJ" or (word.tag == "NN" and word.text in lexicon()[2] and self.sentence.children(i, "nummod")):
                # "…, eight hurt"
                event = self.adjective(i)
            elif word.pos in ("NOUN", "PROPN"):
                event = self.noun(i)
            else:
                event = None
            if event is not None:
                told = modality(self.sentence, i)
                event.modality = told if event.modality == "fact" or told != "fact" else event.modality
                behind = event.theme is not None and self.words[event.theme].dep == "pobj" and not event.nominal
                if event.theme is not None and behind and none_of(self.sentence, event.theme):
                    # "asked for no soldiers"
                    event.modality = "fact" if event.modality == "denied" else "denied"
                settle(self, event)
                if event.type != "other":
                    out.append(event)
                    out += self.added(event)
        out = self.without_doubles(self.with_cargo(out))
        return out if any(e.type not in SPEECH for e in out) else [*out, *self.else_(out)]

    def else_(self, told: Sequence[Found]) -> list[Found]:
        """What the main clause tells where that is none of the vocabulary's types."""
        root = next((i for i, w in enumerate(self.words) if w.dep == "ROOT"), None)
        while root is not None and self.words[root].lemma in verbs_of_saying():
            root = next(iter(self.sentence.children(root, "ccomp")), None)
        if root is None or self.words[root].pos != "VERB" or any(e.at == root for e in told):
            return []
        passive = self.passive(root)
        subject, dobj = self.subject(root), self.object(root)
        event = Found("other", root, agent=self.doer(root) if passive else subject, object=subject if passive else dobj)
        event.modality = modality(self.sentence, root)
        self.where(event, root)
        return [event]

    def added(self, event: Found) -> list[Found]:
        """A reinforcement, where more of a force comes: "additional soldiers have arrived"."""
        if event.type != "arrive" or event.theme is None or not self.classes(event.theme) & {"people", "equipment"}:
            return []
        joins = self.words[event.at].lemma == "join" and self.passive(event.at)
        near = [k for p in (event.theme, *self.sentence.children(event.theme, "nummod")) for k in self.sentence.children(p)]
        if not joins and not any(
            self.words[k].lemma in MORE and (k + 1 >= len(self.words) or self.words[k + 1].lemma != "than") for k in near
        ):
            return []
        return [
            Found(
                "reinforce",
                event.at,
                event.modality,
                event.agent,
                event.object,
                event.theme,
                event.to if event.to is not None else event.place,
            )
        ]

    def adjective(self, i: int) -> Found | None:
        word = self.words[i]
        if word.lemma == "due" and word.dep == "amod" and word.head < i and self.classes(word.head) & {"people", "equipment"}:
            # "800 reservists due before the weekend"
            event = Found("arrive", i, "planned", object=word.head, theme=word.head)
            self.where(event, i)
            return event
        name = lexicon()[2].get(word.text.lower())
        if name is None or (word.lemma == "dead" and word.dep == "acomp" and self.words[word.head].lemma in ("shoot", "gun", "strike")):
            # "shot dead three people": told by the verb
            return None
        so_many = self.sentence.child(i, "nummod") if word.dep in ("oprd", "dobj") or word.pos == "NOUN" else None
        theme = (
            # "left nine dead"
            so_many
            if so_many is not None
            else word.head
            if word.dep in ("amod", "acl")
            else (self.object(word.head) if word.dep == "oprd" else None) or self.subject(word.head)
            if word.dep in ("acomp", "attr", "oprd")
            else self.subject(i)
        )
        if theme is None or not fits(themes(name), self.classes(theme)):
            return None
        event = Found(name, i, object=None if so_many is not None else theme, theme=theme)
        self.where(event, word.head if word.dep == "acomp" else i)
        return event

    def with_cargo(self, events: list[Found]) -> list[Found]:
        """Who is carried goes with the carrier: "a destroyer carrying 31 evacuees reached Jeddah" is one event."""
        out = []
        for event in events:
            carrier = self.words[event.at].head
            carried = event.type == "move" and self.words[event.at].dep == "acl" and event.modality == "fact" and event.object != carrier
            goes = next((o for o in events if carried and o.theme == carrier and o.agent is None and o.type in _WITH_CARGO), None)
            if goes is None:
                out.append(event)
            else:
                goes.agent, goes.object, goes.theme = carrier, event.object, event.object
        return out

    def without_known(self, events: list[Found]) -> list[Found]:
        """Without what only says which force is meant: of "the system sent to Israel is in position" the sending."""
        families = {name: entry.get("family") for name, entry in vocabulary("events").items()}

        def meant(event: Found) -> bool:
            word = self.words[event.at]
            if (
                event.type == "move"
                and word.dep == "acl"
                and any(o.type in ("shoot_down", "destroy") and o.theme == word.head for o in events)
            ):
                # "downed a warplane flying over the town"
                return True
            if (
                event.nominal
                or word.dep != "acl"
                or is_of_a_number(self.sentence, word.head)
                or word.tag not in ("VBN", "VBD")
                or families.get(event.type) != "presence"
            ):
                return False
            return any(
                o is not event
                and families.get(o.type) == "presence"
                and o.theme is not None
                and content(self.sentence, o.theme) == word.head
                and word.head not in self.sentence.ancestors(o.at)
                for o in events
            )

        return [event for event in events if not meant(event)]

    def _is_told_above(self, event: Found, events: Sequence[Found]) -> bool:
        """Whether an event is the purpose of the same one ("have arrived to join"), or only leads to one ("agreed to let")."""
        if event.type == "agree":
            below = self.sentence.children(event.at, "xcomp")
            return any(o.type in _ALLOWS and o.at in below for o in events)
        if event.type == "authorise" and self.words[event.at].dep == "xcomp":
            # "voted to allow soldiers to be sent"
            return any(o.type == "authorise" and o.at == self.words[event.at].head for o in events)
        above = set(self.sentence.ancestors(event.at))
        purpose = self.words[event.at].dep in ("xcomp", "advcl") and self.words[event.at].tag == "VB"
        return purpose and any(o is not event and o.type == event.type and o.theme == event.theme and o.at in above for o in events)

    def without_doubles(self, events: list[Found]) -> list[Found]:
        """One event where a light verb and its noun, or a noun and a verb of the same type, tell the same."""
        out: list[Found] = []
        for event in events:
            if self._is_told_above(event, events):
                continue
            if any(o.type == event.type and o.theme == event.theme and o.at == self.words[event.at].head for o in out) and (
                self.words[event.at].pos == "ADJ"
            ):
                # "was shot dead"
                continue
            same = [o for o in events if o is not event and o.type == event.type and not o.nominal and event.nominal]
            if not any(o.at in set(self.sentence.ancestors(event.at)) or (o.object == event.at) for o in same):
                out.append(event)
        return out


_WITH_CARGO = ("arrive", "depart", "withdraw")
_ALLOWS = ("authorise", "extend")
MORE = frozenset(["more", "additional", "further", "another", "extra", "fresh"])
