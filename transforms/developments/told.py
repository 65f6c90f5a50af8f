"""What a story's claims said to be so, and which of it a new event can be set against."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from storywatch.transforms.claims.geography import country_of
from storywatch.transforms.claims.names import fold
from storywatch.transforms.developments.ledger import agree
from storywatch.transforms.developments.propositions import THERE, Proposition, is_anchored, proposition, read_force
from storywatch.transforms.rows import Claim, Event
from storywatch.transforms.vocabulary import vocabulary


@dataclass(frozen=True)
class Told:
    """An event that a claim told."""

    said: Proposition
    event: Event
    claim: Claim


def same(one: Proposition, two: Proposition) -> bool:
    """Whether two propositions surely are about the same: the thing, and the place or the side, are told by both and the same."""
    if one.thing is None or one.thing != two.thing:
        return False
    return shares_side_or_place(one, two)


def shares_side_or_place(one: Proposition, two: Proposition) -> bool:
    """Whether both tell the same place, or whose the force is."""
    return (one.place is not None and one.place == two.place) or (one.whose is not None and one.whose == two.whose)


def is_by_others(event: Event, known: Event) -> bool:
    """Whether other people do it to others elsewhere: what rebels did to a depot says nothing of the missiles of a fleet."""

    def disjoint(one: str | None, two: str | None) -> bool:
        first, second = ({w for w in (name or "").lower().split() if len(w) > SHORT} for name in (one, two))
        return bool(first and second) and first.isdisjoint(second)

    what, before = event.object or event.place, known.object or known.place
    unlike = what is None or before is None or disjoint(what, before)
    return disjoint(event.agent, known.agent) and unlike and (event.place is None or event.place != known.place)


def shares_somebody(event: Event, known: Event) -> bool:
    """Whether both name who does it, or whom it befalls, by a word that is of some and not of anybody."""

    def share(one: str | None, two: str | None) -> bool:
        first, second = ({w for w in fold(name or "").split() if len(w) > SHORT and w not in anybody} for name in (one, two))
        return not first.isdisjoint(second)

    anybody = vocabulary("arguments")["anybody"]
    return share(event.agent, known.agent) or share(event.object, known.object)


def is_other_side(said: Proposition, event: Event, before: Told) -> bool:
    """Whether what was told before can be the other side of a reason: the side, the place or somebody are the same, or what is decided on.

    What befell others, or somebody somewhere, is nothing to set it against.
    """
    if said.family in ("combat", "losses", "capture") and is_by_others(event, before.event):
        return False
    on_the_same = said.family == "decision" and said.thing is not None and said.thing == before.said.thing
    return on_the_same or shares_side_or_place(said, before.said) or _is_within(said, before.said) or shares_somebody(event, before.event)


def _is_within(said: Proposition, known: Proposition) -> bool:
    """Whether one was told of a country and the other of a place in it."""
    places = [(place, fold(country_of(place.title()) or "")) for place in (said.place, known.place) if place is not None]
    return len(places) == 2 and (places[0][1] == places[1][0] or places[1][1] == places[0][0])


REAL = ("fact", "planned", "possible")
"""Modalities of what is told to be so, or to come."""
SHORT = 2
"""Characters of a word that tells nobody apart."""


@dataclass
class Propositions:
    """What a story's claims said, by family."""

    _told: dict[str, dict[Proposition, dict[str, Told]]] = field(default_factory=lambda: defaultdict(dict))
    """family -> proposition -> modality -> the latest claim that told it"""
    _first: dict[tuple[Proposition, str, str | None], Claim] = field(default_factory=dict)
    """(proposition, modality, party) -> the claim by which the party said so first"""
    days: dict[str, str] = field(default_factory=dict)
    """kind of proposition -> the latest day on which something of it is known to have happened"""

    def add(self, claim: Claim) -> None:
        for event in claim.events:
            said = proposition(event, claim.speaker_party)
            if said is None:
                continue
            self._told[said.family].setdefault(said, {})[event.modality] = Told(said, event, claim)
            self._first.setdefault((said, event.modality, claim.speaker_party), claim)
            # an event in another language has no day of its own: it happened before it was told
            day = event.date or ((claim.published or "")[:10] if read_force(event) else "")
            if event.modality == "fact" and day > self.days.get(said.kind, ""):
                self.days[said.kind] = day

    def _like(self, said: Proposition) -> Iterator[tuple[Proposition, dict[str, Told]]]:
        for other, told in self._told.get(said.family, {}).items():
            # what was told of something that was not named says nothing about what is
            if (said.thing is None or other.thing == said.thing) and agree(other.whose, said.whose) and agree(other.place, said.place):
                yield other, told

    def latest(self, said: Proposition, modality: str, same_type: bool = False) -> Told | None:
        """The latest claim of that modality that says the same: the family, the force, whose it is and the place agree."""
        found = [told[modality] for other, told in self._like(said) if modality in told and (not same_type or other.type == said.type)]
        return max(found, key=lambda t: (t.claim.published or "", t.claim.article_id, t.claim.start), default=None)

    def has(self, said: Proposition, modality: str) -> bool:
        """Whether any event of the type was told with that modality."""
        return self.of_type(said.family, said.type, modality) is not None

    def of_type(self, family: str, event_type: str, modality: str = "fact") -> Told | None:
        """The latest event of a type, whatever it was about."""
        found = [told[modality] for other, told in self._told.get(family, {}).items() if modality in told and other.type == event_type]
        return max(found, key=lambda t: (t.claim.published or "", t.claim.article_id, t.claim.start), default=None)

    def beside(self, said: Proposition, event: Event) -> Told | None:
        """The latest event of the same type that a reason can be set against, rather one of the same modality that may be of the same."""
        like = {other for other, _ in self._like(said)}
        found = [
            (how == event.modality, other in like, t.claim.published or "", t.claim.article_id, t.claim.start, t)
            for other, told in self._told.get(said.family, {}).items() if other.type == said.type
            for how, t in told.items() if how in REAL and is_anchored(t.event) and is_other_side(said, event, t)
        ]  # fmt: skip
        return max(found, key=lambda row: row[:-1])[-1] if found else None

    def alike(
        self, said: Proposition, modality: str, same_type: bool = False, steps: frozenset[str] = THERE, there: bool = False
    ) -> Told | None:
        """As `latest`, where the thing, and the place or the side, are told by both and the same.

        `steps`: types that are one; `there`: of a place only what was told of it.
        """
        found = [
            told[modality] for other, told in self._like(said)
            if modality in told and same(other, said) and not (there and said.place and not other.place)
            and (not same_type or other.type == said.type or {other.type, said.type} <= steps)
        ]  # fmt: skip
        return max(found, key=lambda t: (t.claim.published or "", t.claim.article_id, t.claim.start), default=None)

    def said_by(self, party: str | None, said: Proposition, modality: str, surely: bool = False) -> Claim | None:
        """The claim by which a party first said the same with that modality; `surely`: the same type of event, and the thing, and
        the side or the place, are told by both."""
        found = [c for (other, how, who), c in self._first.items() if how == modality and who == party and other.family == said.family
                 and agree(other.thing, said.thing) and agree(other.whose, said.whose) and agree(other.place, said.place)
                 and (not surely or (other.type == said.type and same(other, said)))]  # fmt: skip
        return min(found, key=lambda c: (c.published or "", c.article_id, c.start), default=None)
