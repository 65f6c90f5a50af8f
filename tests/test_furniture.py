"""What stands around an article is no claim of it."""

from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.furniture import dateline
from storywatch.transforms.rows import Article

NEWS = "Norland sent 400 soldiers to Balta on Monday."


def texts(text: str) -> list[str]:
    return [claim.text for claim in claims_of(Article("a", text, published="2024-10-31", language="en")).claims]


def test_comments_of_readers_are_not_read() -> None:
    said = "March 23, 2011 at 3:02 pm | Reply They have killed a million people.\nMarch 24, 2011 at 9:10 am | Norland shelled a city."
    assert texts(f"{NEWS}\n{said}") == [NEWS]
    assert len(texts(f"{NEWS}\nMarch 23, 2011 at 3:02 pm was when the soldiers landed in Balta.")) == 2


def test_what_a_page_puts_before_the_agency_is_no_part_of_the_sentence() -> None:
    highlights = "Ministers meet NEW: Dozens hurt in Kerma, doctors say Ostia, Norland (CNN) -- "
    (claim,) = claims_of(Article("a", highlights + NEWS, published="2024-10-31", language="en")).claims
    assert [(e.type, e.agent) for e in claim.events] == [("depart", "Norland")]
    assert [f.text for f in claim.figures] == ["400"]


def test_brackets_that_name_no_agency_cut_nothing() -> None:
    (claim,) = claims_of(Article("a", "Fighters of the Free Norland Army (FNA) - 400 of them - left Balta.", language="en")).claims
    assert [f.text for f in claim.figures] == ["400"]
    (claim,) = claims_of(Article("a", "OSTIA, Norland (FNA News) - Norland sent 400 soldiers to Balta.", language="en")).claims
    assert [e.agent for e in claim.events] == ["Norland"]


def test_where_a_reporter_is_is_no_part_of_the_sentence() -> None:
    (claim,) = claims_of(Article("a", "Reporting from Juba, South Sudan — The army sent 40 soldiers to Wau.", language="en")).claims
    assert [(e.type, e.agent) for e in claim.events] == [("depart", "army")]


def test_a_dateline_without_a_dash_is_no_part_of_the_sentence() -> None:
    (claim,) = claims_of(Article("a", "PESHAWAR, Pakistan A drone fired a missile in Pakistan on Saturday.")).claims
    assert claim.events[0].agent == "drone"
    assert dateline("NATO Secretary General Ana Kovac said no.") == 0
    assert dateline("MOSUL Norland's soldiers left.") == len("MOSUL ")
    assert dateline("KYIV, BALTA AND THE WORLD") == 0


def test_a_list_of_headlines_is_no_claim() -> None:
    heads = "Rebels Seize Base in Balta Norland Court Frees Minister Strong Quake Hits Coast of Sundria Storm Leaves Hundreds Homeless"
    text = f"{heads} Police Fire on Crowd in Capital Talks on Truce Fail Again {heads} More News From Ostia Video Minister Says Army Stays"
    assert texts(f"{NEWS}\n{text}.") == [NEWS]
    names = "Defence Minister Ana Kovac, General Jon Berg and Admiral Mira Olsen of Norland"
    long = f"In Balta, {names} told the soldiers of the brigade that the army would stay in the port until those of Sundria had left it, and {names}"
    assert len(texts(f"{long} agreed.")) == 1


def test_a_heading_that_runs_into_a_sentence_is_no_claim() -> None:
    assert texts(f"Rebels kill 40 soldiers in Kerma Wife of a captain speaks The army left Balta on Monday. {NEWS}") == [
        "The army left Balta on Monday.",
        NEWS,
    ]
    # the last words of a page may have lost their full stop
    assert texts(f"{NEWS} The army left Balta on Monday") == [NEWS, "The army left Balta on Monday"]


def test_who_worked_on_a_report_is_no_claim() -> None:
    assert texts(f"{NEWS} Ana Olsen and Jan Mika contributed to this report.") == [NEWS]
