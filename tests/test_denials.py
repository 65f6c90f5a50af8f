"""Who denies, confirms or reacts, and to what: on claims made by hand, milliseconds each."""

from dataclasses import replace
from typing import Any

from by_hand import FIRST, claim, denial, event, kinds, knowing
from storywatch.transforms.developments.news import items
from storywatch.transforms.rows import Claim, Event


def test_a_denial_needs_the_same_proposition() -> None:
    assert kinds(denial("Sweden"), FIRST) == ["denial"]
    assert kinds(denial("Norway"), FIRST) == ["contradiction"]
    assert [i.before for i in items(denial("Sweden"), knowing(FIRST))] == [FIRST]
    # what a party denies that others said, or that it said itself, is news whatever else the article repeats
    assert all(i.weighty for party in ("Sweden", "Norway") for i in items(denial(party), knowing(FIRST)))
    # nobody said so of tanks: what is denied is named, and nothing is set against it
    (alone,) = items(denial("Sweden", thing="tanks"), knowing(FIRST))
    assert alone.kind == "denial" and alone.before is None and not alone.weighty
    # that no tank came is no denial, unless somebody denies it
    assert kinds(denial("Sweden", thing="tanks", strength="said"), FIRST) == []
    elsewhere = claim("first", "2024-05-01", events=(event("present", place="Kursk"),), speaker_party="Norway", source_class="official")
    assert [i.before for i in items(denial("Sweden"), knowing(elsewhere))] == [None]
    # it said that they came, which is not what it denies
    came = claim(
        "first", "2024-05-01", events=(event("train", agent="Norway", place="Balta"),), speaker_party="Norway", source_class="official"
    )
    assert "contradiction" not in kinds(denial("Norway"), came)


def test_a_confirmation_of_what_was_denied_needs_the_same_proposition_too() -> None:
    def word(party: str, kind: str = "present") -> Claim:
        return claim(
            "third", "2024-05-05", events=(event(kind, agent="Norway", place="Balta"),), speaker_party=party, source_class="official"
        )

    (item,) = items(word("Sweden"), knowing(FIRST, denial("Sweden")))
    assert item.kind == "confirmation" and "which it denied before" in item.reason and item.weighty
    assert [i for i in items(word("Sweden", "fight"), knowing(FIRST, denial("Sweden"))) if "denied" in i.reason] == []


def test_only_authorities_confirm() -> None:
    def word(source: str) -> list[str]:
        new = claim(
            "third", "2024-05-05", events=(event("present", agent="Norway", place="Balta"),), speaker_party="Sweden", source_class=source
        )
        return kinds(new, FIRST)

    assert word("military") == ["confirmation"] and word("media") == word("unnamed") == []
    said = claim(
        "third", "2024-05-05", events=(event("present", agent="Norway", place="Balta"),), speaker_party="Sweden", source_class="military"
    )
    assert kinds(replace(said, background=True), FIRST) == kinds(replace(said, speaker_party=None), FIRST) == []
    assert kinds(replace(said, strength="unverified"), FIRST) == []
    again = claim(
        "third", "2024-05-05", events=(event("present", agent="Norway", place="Balta"),), speaker_party="Norway", source_class="official"
    )
    assert kinds(again, FIRST) == []
    told = claim(
        "second", "2024-05-02", events=(event("present", agent="Norway", place="Balta"),), speaker_party="Sweden", source_class="official"
    )
    later = replace(told, claim_id="fourth", article_id="a-fourth", published="2024-05-09")
    assert kinds(later, FIRST, told) == []


def test_the_first_reaction_of_a_party_is_one_and_the_second_none() -> None:
    warning = claim("second", "2024-05-03", events=(Event("react", agent="Iran"),), speaker_party="Iran", source_class="official")
    assert kinds(warning, FIRST) == ["reaction"]
    assert kinds(replace(warning, claim_id="third"), FIRST, warning) == []


def test_what_was_planned_and_is_so_now_is_no_confirmation_and_a_plan_is_confirmed_as_a_plan() -> None:
    def told(modality: str, kind: str, party: str | None, source: str, name: str, day: str) -> Claim:
        what = event(kind, "Norwegian soldiers", modality=modality, place="Balta")
        return claim(name, day, events=(what,), speaker="X", speaker_party=party, source_class=source, places=("Balta",))

    rumour = told("planned", "arrive", None, "unnamed", "rumour", "2024-05-01")
    arrived = told("fact", "arrive", "Norway", "official", "arrived", "2024-05-04")
    assert kinds(arrived, rumour)[0] == "movement"
    announced = told("planned", "arrive", "Norway", "official", "announced", "2024-05-02")
    assert kinds(announced, rumour) == ["confirmation"]
    (confirmed,) = items(announced, knowing(rumour))
    assert (
        confirmed.reason.startswith("first said by Norway (official): planned arrival of ")
        and "; so far: planned arrival" in confirmed.reason
    )
    # another event of the same family says nothing of this one
    assert "confirmation" not in kinds(arrived, told("fact", "train", None, "unnamed", "training", "2024-05-01"))
    assert "confirmation" in kinds(arrived, told("fact", "present", None, "unnamed", "there", "2024-05-01"))


def test_who_rules_out_what_is_to_come_takes_nothing_back() -> None:
    ruled_out = replace(denial("Norway", strength="confirmed"), polarity="asserted")
    assert "contradiction" not in kinds(ruled_out, FIRST) and kinds(denial("Norway"), FIRST) == ["contradiction"]


def test_a_denial_is_of_the_same_step_and_what_is_prevented_or_not_enough_is_none() -> None:
    came = claim(
        "first", "2024-05-01", events=(event("depart", agent="Norway", place="Balta"),), speaker_party="Norway", source_class="official"
    )
    assert [i.before for i in items(denial("Sweden"), knowing(came))] == [came]
    trained = replace(came, events=(event("train", agent="Norway", place="Balta"),))
    assert [i.before for i in items(denial("Sweden"), knowing(trained))] == [None]

    def told(text: str, what: Event) -> list[str]:
        new = claim(
            "second", "2024-05-03", text, events=(replace(what, start=40, end=44),), speaker_party="Sweden", source_class="official"
        )
        return kinds(new, FIRST)

    absent = event("present", agent="Norway", modality="denied", place="Balta")
    assert told("He said that there are, as far as he knew, no soldiers of Norway in Balta.", absent) == ["denial"]
    assert told("He said that it was done to prevent that soldiers of Norway are in Balta.", absent) == []
    assert (
        told("He said that it was by far not enough to halt the mission of the soldiers.", event("block", "mission", modality="denied"))
        == []
    )


def test_what_was_said_of_no_place_is_not_what_is_denied_of_one() -> None:
    def told(name: str, day: str, place: str | None, **more: Any) -> Claim:
        what = event("arrive", "Norwegian soldiers", place=place, modality=more.pop("modality", "fact"))
        return claim(name, day, events=(what,), source_class="official", **more)

    denied = told("second", "2024-05-03", "Balta", modality="denied", speaker_party="Sundria", strength="denied")
    for place, before in ((None, None), ("Balta", "first")):
        first = told("first", "2024-05-01", place, speaker_party="Norway")
        (item,) = items(denied, knowing(first))
        assert (item.kind, item.before.claim_id if item.before else None) == ("denial", before)
    # a later word of no place hides none of the place
    here = told("first", "2024-05-01", "Balta", speaker_party="Norway")
    (item,) = items(denied, knowing(here, told("between", "2024-05-02", None, speaker_party="Norway")))
    assert item.before == here


def test_who_it_is_that_reacts_is_not_guessed() -> None:
    warning = claim("second", "2024-05-03", "It warned of more.", events=(Event("react", agent="it"),), speaker="Iran",
                    speaker_party="Iran", source_class="official")  # fmt: skip
    assert kinds(warning, FIRST) == []
    assert kinds(replace(warning, text="Iran warned of more."), FIRST) == ["reaction"]
