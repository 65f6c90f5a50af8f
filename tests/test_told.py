"""What a story knows to have been told, and what a new event is set against: events made by hand."""

from typing import Any

from by_hand import claim, event
from storywatch.transforms.developments.propositions import Proposition, proposition
from storywatch.transforms.developments.told import Propositions, same
from storywatch.transforms.rows import Claim, Event, Span


def test_two_propositions_are_the_same_where_side_or_place_are_told_by_both() -> None:
    def said(thing: str | None, whose: str | None, place: str | None) -> Proposition:
        return Proposition("presence", "arrive", thing, whose, place)

    one = said("troops", "Norway", "balta")
    assert same(one, said("troops", "Norway", None)) and same(one, said("troops", None, "balta"))
    assert not same(one, said("troops", None, None)) and not same(one, said("ships", "Norway", "balta"))
    assert not same(said(None, "Norway", "balta"), said(None, "Norway", "balta"))
    assert not same(said("troops", None, None), said("troops", None, None))


def told_in(*claims: Claim) -> Propositions:
    found = Propositions()
    for one in claims:
        found.add(one)
    return found


def word(name: str, day: str, kind: str = "arrive", what: str = "soldiers", **more: Any) -> Claim:
    party = more.pop("party", None)
    return claim(
        name, day, events=(event(kind, what, more.pop("agent", "Norway"), more.pop("modality", "fact"), **more),), speaker_party=party
    )


SAID = Proposition("presence", "arrive", "troops", "Norway", "balta")


def test_the_latest_that_says_the_same_is_found_by_family_modality_thing_side_and_place() -> None:
    known = told_in(word("a", "2024-05-01", place="Balta"), word("b", "2024-05-03", "move"), word("c", "2024-05-02", place="Ostia"))

    def latest(said: Proposition, modality: str = "fact", same_type: bool = False) -> str | None:
        found = known.latest(said, modality, same_type)
        return found.claim.claim_id if found else None

    assert latest(SAID) == "b" and latest(SAID, same_type=True) == "a" and latest(SAID, "planned") is None
    # what is told of no place in particular is told of any
    assert latest(Proposition("presence", "arrive", "troops", None, None)) == "b"
    assert latest(Proposition("presence", "arrive", "ships", None, None)) is None
    assert latest(Proposition("presence", "arrive", None, "Sweden", None)) is None
    assert latest(Proposition("combat", "arrive", None, None, None)) is None


def test_what_is_alike_is_told_of_the_same_thing_and_side_or_place_by_both() -> None:
    known = told_in(
        word("a", "2024-05-01"), word("b", "2024-05-02", "present", agent=None, place="Balta"), word("c", "2024-05-03", agent=None)
    )

    def alike(said: Proposition, same_type: bool = False) -> str | None:
        found = known.alike(said, "fact", same_type)
        return found.claim.claim_id if found else None

    # to be there and to have come there are one, to train is another
    assert alike(SAID) == alike(SAID, same_type=True) == "b"
    assert alike(Proposition("presence", "train", "troops", "Norway", "balta")) == "b"
    assert alike(Proposition("presence", "train", "troops", "Norway", "balta"), same_type=True) is None
    assert alike(Proposition("presence", "arrive", "troops", "Norway", None)) == "a"
    assert alike(Proposition("presence", "arrive", "troops", None, None)) is None


def test_a_reason_is_set_against_what_shares_a_side_a_place_or_somebody() -> None:
    known = told_in(
        word("a", "2024-05-01", place="Balta"), word("b", "2024-05-02", agent="Sweden", place="Ostia"), word("c", "2024-05-03", "move"),
        word("d", "2024-05-04", modality="planned", place="Ostia"), word("e", "2024-05-05", modality="denied", place="Balta"),
    )  # fmt: skip

    def beside(agent: str | None, place: str | None, kind: str = "arrive", modality: str = "fact") -> str | None:
        new = event(kind, agent=agent, place=place, modality=modality)
        said = proposition(new)
        found = known.beside(said, new) if said else None
        return found.claim.claim_id if found else None

    # not the latest of all, which is somewhere else and of others
    assert beside("Norway", "Balta") == "a" and beside("Norway", "Tamar") == "a" and beside("Sweden", "Balta") == "b"
    assert beside("Norway", "Ostia", modality="planned") == "d" and beside("Iran", "Ostia") == "b"
    # what was told of a town is told of its country
    known.add(word("g", "2024-05-07", "destroy", "tanks", agent=None, place="Misrata"))
    assert beside(None, "Libya", "destroy") == "g" and beside(None, "Mali", "destroy") is None
    # nor is what nothing is told of the other side of anything
    known.add(claim("f", "2024-05-06", events=(Event("arrive", agent="us", place="Ostia"),)))
    assert beside("Iran", "Ostia") == "b"
    assert beside("Iran", "Tamar") is None and beside("Iran", "Ostia", "train") is None


def test_what_a_party_said_first_is_kept() -> None:
    known = told_in(
        word("late", "2024-05-04", party="Norway", place="Balta"),
        word("first", "2024-05-01", party="Norway", place="Balta"),
        word("other", "2024-04-01", party="Sweden", place="Balta"),
        word("near", "2024-04-02", "move", party="Norway"),
    )

    def said_by(party: str | None, modality: str = "fact", surely: bool = False, said: Proposition = SAID) -> str | None:
        found = known.said_by(party, said, modality, surely)
        return found.claim_id if found else None

    # the claims of one proposition come in the order in which they are added
    assert said_by("Norway") == "near" and said_by("Norway", surely=True) == "late" and said_by("Sweden") == "other"
    assert said_by("Norway", "denied") is said_by("Iran") is said_by(None) is None
    assert said_by("Norway", said=Proposition("presence", "arrive", "ships", "Norway", "balta")) is None
    assert said_by("Norway", said=Proposition("presence", "arrive", "troops", "Sweden", "balta")) is None
    assert said_by("Norway", said=Proposition("combat", "fight", "troops", "Norway", "balta")) is None


def test_the_latest_day_of_a_kind_is_that_of_a_fact() -> None:
    known = told_in(word("a", "2024-05-09", date="2024-05-03"), word("b", "2024-05-09", date="2024-05-01"))
    assert known.days == {"presence": "2024-05-03"}
    known.add(word("c", "2024-05-09", date="2024-06-01", modality="planned"))
    known.add(word("d", "2024-05-09"))
    known.add(word("e", "2024-05-09", "block", date="2024-04-01"))
    assert known.days == {"presence": "2024-05-03", "block": "2024-04-01"}
    # one in another language happened before it was told
    known.add(word("f", "2024-05-09", spans=(Span("force:troops", "x", 0, 1),)))
    assert known.days["presence"] == "2024-05-09"


def test_whether_a_type_was_told() -> None:
    known = told_in(word("a", "2024-05-01"), word("b", "2024-05-02", what="ships"))
    found = known.of_type("presence", "arrive")
    assert found is not None and found.claim.claim_id == "b" and known.of_type("presence", "move") is None
    assert known.has(SAID, "fact") and not known.has(SAID, "planned")
