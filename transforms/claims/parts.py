"""Who takes part in what a verb tells, by its frame (config/vocabulary/events.yaml): where in the sentence they stand."""

from dataclasses import dataclass

from storywatch.transforms.claims.being import Being
from storywatch.transforms.claims.governors import SUBJECTS

WITH = ("supply", "provide", "equip", "furnish", "present")
"""Verbs whose object may be who gets what stands behind "with"."""

_PARTICLES = ("over", "down", "off", "up", "out")


@dataclass
class Parts:
    """What stands where at a verb, by the places of the head words. `target`: behind "at", "on", "against"."""

    subject: int | None
    dobj: int | None
    passive: bool
    agent: int | None
    theme: int | None
    target: int | None


class TakingPart(Being):
    """Reads who stands where at the verbs of a sentence."""

    def parts(self, i: int, name: str, frame: str, key: str) -> Parts:
        """Who acts and what is acted on, as the frame of a verb has it. `key`: its entry in the lexicon."""
        subject, passive, dobj = self.subject(i), self.passive(i), self.object(i)
        if dobj is not None and key.endswith((" control", " life")):
            # "took control of the town", "claimed the lives of 600 civilians"
            dobj = next((inner for lemma, _, inner in self.prepositions(dobj) if lemma in ("of", "over")), None)
        elif dobj is not None and key.endswith(" " + self.words[dobj].lemma):
            # "took two soldiers prisoner"
            dobj = next((k for k in self.sentence.children(dobj, "compound", "nmod") if "people" in self.classes(k)), None)
        if dobj is None and " " in key:
            # "hands over last base", where the parser takes the particle for a preposition
            misread = (inner for lemma, prep, inner in self.prepositions(i) if lemma in _PARTICLES and self.words[prep].lemma != "of" and key.endswith(" " + lemma)
                      and self.words[prep].dep == "prep" and prep == i + 1)  # fmt: skip
            dobj = next(misread, None)
        if dobj is not None and self.is_time(dobj):
            dobj = None
        target = next(
            (inner for lemma, _, inner in self.prepositions(i) if lemma in ("at", "on", "against") and not self.is_time(inner)), None
        )
        told = Parts(subject, dobj, passive, self.doer(i) if passive else subject, subject if passive else dobj, target)
        if frame in ("give", "promise") and passive and self.object(i) is not None:
            # "the soldiers were given 30 years": they get what is given
            told.theme = dobj
        elif frame == "give" and self.words[i].lemma in WITH and dobj is not None:
            # "supplied Sundria with tanks": the tanks go
            told.theme = next((inner for lemma, _, inner in self.prepositions(i) if lemma == "with" and inner > dobj), told.theme)
        elif name == "authorise" and key.startswith(("give ", "grant ")):
            told.theme = self._permitted(i, dobj)
        elif name == "authorise" and key in ("let", "allow", "permit") and told.theme is None:
            # "let three warships pass"
            told.theme = next((k for c in self.sentence.children(i, "ccomp") for k in self.sentence.children(c, *SUBJECTS)), None)
        elif key == "fall to":
            # "the town fell to the rebels"
            told.agent, told.theme = next((inner for lemma, _, inner in self.prepositions(i) if lemma == "to"), None), subject
        elif frame in ("suffer", "stay"):
            # "the border is guarded by 17,000 soldiers"
            told.agent, told.theme = None, told.agent if passive and frame == "stay" and told.agent is not None else subject
        elif frame == "go":
            self._goes(told, key)
        elif frame == "lose" and key == "cost":
            # "cost the battalion 35 people"
            told.theme = next(reversed(self.sentence.children(i, "dobj", "oprd", "npadvmod", "appos")), told.theme)
        elif frame == "harm" and (key.endswith((" at", " on")) or key == "open fire"):
            told.theme = target
        elif key == "take over from" and not passive:
            told.agent, told.theme = None, subject
        elif frame == "act" and key.endswith((" for", " on", " out")) and not (key.endswith(" out") and dobj is not None):
            lead = key.rpartition(" ")[2]
            # "not for police but for planes"
            behind = [
                (self._instead(prep), inner) for lemma, prep, inner in self.prepositions(i) if lemma == lead and not self.is_time(inner)
            ]
            told.theme = next((inner if other is None else other for other, inner in behind), None)
            if told.theme is None and self.words[i].dep == "relcl":
                # "the jets its president had asked for"
                told.theme = self.words[i].head
        return told

    def _permitted(self, i: int, what: int | None) -> int | None:
        """Who or what is let in: "gave the green light for the entry of 130 instructors", "gave permission for the ship to dock"."""
        at = [i] if what is None else [i, what]
        behind = [inner for k in at for lemma, _, inner in self.prepositions(k) if lemma in ("for", "to")]
        for clause in self.sentence.children(i, "advcl"):
            # "for the ship to dock", as the parser may hang it on the "for" or on the verb
            marks = self.sentence.children(clause, "mark")
            behind += [k for at_mark in marks for k in self.sentence.children(at_mark, "pobj")]
            behind += self.sentence.children(clause, *SUBJECTS) if any(self.words[k].lemma == "for" for k in marks) else []
        if not behind:
            return None
        of = [k for lemma, _, k in self.prepositions(behind[0]) if lemma == "of" and self.classes(k) & {"people", "equipment"}]
        return next(iter(of), behind[0])

    def _instead(self, prep: int) -> int | None:
        """What stands behind the second of two prepositions: "not for police but for planes"."""
        if not self.sentence.children(prep, "neg", "preconj"):
            return None
        return next((k for p in self.sentence.children(prep, "conj") for k in self.sentence.children(p, "pobj")), None)

    def _goes(self, told: Parts, key: str) -> None:
        """Who goes: the object where there is one that can ("withdrew troops"), else the subject ("left Lebanon", "joined the Kenyans")."""
        there = (
            told.dobj is None
            or key in ("join", "board", "visit")
            or (self.words[told.dobj].pos == "PROPN" and not self.is_own(told.dobj))
            or (self.is_place(told.dobj) and not self.classes(told.dobj) & {"people", "equipment"})
        )
        told.theme = told.subject if told.passive or there else told.dobj
        if told.theme == told.subject and not told.passive:
            told.agent = None
        if told.passive and key in ("join", "visit", "reinforce"):
            # "the rescuers were joined by 86 soldiers"
            told.theme, told.agent = told.agent, None
