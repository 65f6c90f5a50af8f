"""Headlines, and what stands around sentences on a page: words left out, capitals, datelines, credits."""

import pytest
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.parsing import analyse
from storywatch.transforms.rows import Article
from test_events import PUBLISHED, event, read


def test_invisible_characters_and_capitals_are_read_through() -> None:
    text = "North\u200b Korea sent 1\u00ad1,000 sol\u00addiers to Rus\u00adsia, Se\u00adoul said."
    claim = read(text)
    assert {"North Korea", "Russia"} <= set(claim.actors) and claim.figures[0].low == 11000
    assert all(text[s.start : s.end] == s.text for s in claim.spans)
    loud = read("NORTH KOREA SENDS 12,000 TROOPS TO RUSSIA, SEOUL SAYS")
    assert {"North Korea", "Russia", "South Korea"} <= set(loud.actors) and loud.speaker_party == "South Korea"
    headline = read("North Korea Sends 3,000 Troops To Russia, NATO Confirms")
    assert headline.places == ("Russia",)


def test_page_furniture_is_no_claim() -> None:
    page = (
        "This audio is created with AI assistance\n\nNorland has sent eight tanks to Ostia, its army said.\n\nAll about the topic:\n\n"
        "War in Ostia 9912\n\nUpdated Tuesday, March 21, 2023-08:21\n\nRead also: Ostia gets all tanks that were promised\n\n(From our correspondent in Balta)"
    )
    found = claims_of(Article("a", page, published=PUBLISHED, language="en")).claims
    assert [c.text for c in found] == ["Norland has sent eight tanks to Ostia, its army said."]


def test_who_made_a_report_is_no_claim_however_long() -> None:
    credits = "(Reporting by Ana Kovac in Balta, Lars Holm in Ostia, Jan Berg in Tamar, Mia Lund, Nour Sand, and Sara Abt in Corin; writing by Jon Hersk and Fir Sed; editing by Mark Hein) A new way to trade"
    assert len(credits.split()) > 25
    found = claims_of(Article("a", f"Norland has sent eight tanks to Ostia.\n\n{credits}", published=PUBLISHED, language="en")).claims
    assert [c.text for c in found] == ["Norland has sent eight tanks to Ostia."]
    assert read("Reporting by Norland's army shows that 40 tanks left.").events


def test_an_article_that_is_one_line_is_still_a_claim() -> None:
    assert len(claims_of(Article("a", "Soldiers of Norland in Balta", published=PUBLISHED, language="en")).claims) == 1


def test_a_dateline_is_no_part_of_the_sentence() -> None:
    for lead in ("HARARE, (CAJ News) - ", "Goma, DR Congo, April 8 (AFP) - ", "PARIS (AP) — ", "WARSAW, Oct 3 — "):
        claim = read(lead + "Three soldiers have been killed by mortar fire near Balta.")
        (killed,) = [e for e in claim.events if e.type == "kill"]
        assert killed.object == "soldiers" and claim.text.startswith(lead)
        assert [f.measure for f in claim.figures] == ["killed"]
        assert killed.start == claim.text.index("killed")


@pytest.mark.parametrize(
    ("headline", "kind", "modality", "who"),
    [
        ("Two drones shot down over Balta, army says", "shoot_down", "fact", "drones"),
        ("Norlandic warplane ‘shot down’ near the border", "shoot_down", "fact", "Norlandic warplane"),
        ("Houthi drone intercepted over Red Sea", "shoot_down", "fact", "Houthi drone"),
        ("Ukraine says 3,000 North Korean soldiers killed or wounded in Kursk", "kill", "fact", "North Korean soldiers"),
        ("Six M777 howitzers lost in a week, Kyiv confirms", "destroy", "fact", "M777 howitzers"),
        ("Thousands of troops deployed along border with Mexico", "present", "fact", "troops"),
        ("North Korea to send more troops to Russia, Seoul says", "depart", "planned", "troops"),
        ("Australia to station 200 troops in Solomon Islands", "present", "planned", "troops"),
        ("Germany to hand over 18 Leopard tanks to Ukraine in March", "deliver", "planned", "Leopard tanks"),
        ("US carrier heads to Middle East", "depart", "fact", "US carrier"),
        ("First Kenyan contingent lands in Port-au-Prince", "arrive", "fact", "contingent"),
    ],
)
def test_headlines_leave_words_out(headline: str, kind: str, modality: str, who: str) -> None:
    found = event(headline, kind)
    assert (found.modality, found.object or found.agent) == (modality, who)


def test_who_kills_and_wounds_others_is_not_killed() -> None:
    assert event("The rebels killed and wounded 40 soldiers in Balta.", "wound").agent == "rebels"
    assert event("Norland helped the soldiers to leave Balta.", "depart").modality == "fact"


def test_a_toll_that_hits_a_number_attacks_nobody_and_a_number_reached_is_nobodys_arrival() -> None:
    told = read("Death toll from Balta clashes hits 3,000")
    assert not {e.type for e in told.events} & {"attack", "arrive"}
    assert [(f.low, f.counted, f.measure) for f in told.figures] == [(3000, "killed", "killed")]
    reached = read("The number of soldiers in Balta reaches 3,000")
    assert [(f.counted, f.measure) for f in reached.figures] == [("troops", "total")] and "arrive" not in [e.type for e in reached.events]
    put = read("Rights groups put the death toll at 1,297 civilians and 340 police officers.")
    assert [(f.low, f.measure) for f in put.figures] == [(1297, "killed"), (340, "killed")]
    assert [f.text for f in read("Germany is to hand over 18 tanks, over 12 of them new.").figures] == ["18", "over 12"]


def test_a_list_of_days_tells_what_happened() -> None:
    assert event("Feb. 24 - Soldiers of Kenya arrive in Goma.", "arrive").date == "2024-02-24"
    assert event("Soldiers of Norland arrive in Balta on Feb. 24.", "arrive").date == "2025-02-24"


def test_headlines_of_losses_and_of_what_is_demanded() -> None:
    def read(text: str) -> tuple[list[tuple[str, str | None, str]], list[tuple[str, str | None, str | None]]]:
        (found,) = claims_of(Article("a", text, published=PUBLISHED, language="en")).claims
        return [(e.type, e.object, e.modality) for e in found.events], [(f.text, f.what, f.measure) for f in found.figures]

    assert read("Turkish drones strike PKK camp in Iraq, 9 dead") == (
        [("attack", "PKK camp", "fact"), ("kill", None, "fact")],
        [("9", "people", "killed")],
    )
    assert read("North lost 600 in Kursk") == ([("kill", "600", "fact")], [("600", "people", "killed")])
    assert read("Guard members shot near White House") == ([("attack", "Guard members", "fact")], [])
    assert read("Gunmen shot at soldiers near Bria")[0] == [("attack", "soldiers", "fact")]
    assert read("Pull troops out by May, Baghdad tells Washington")[0] == [("withdraw", "troops", "planned")]
    assert read("Iran hands 20 fast boats to Venezuela, report says")[1] == [("20", "fast boat", "delivered")]


@pytest.mark.parametrize(
    ("headline", "kind", "who"),
    [
        ("Norland halts shipment of bombs to Ostia", "block", "bombs"),
        ("Norway ships tanks to Ukraine", "deliver", "tanks"),
        ("Egypt airlifts soldiers to Somalia", "move", "soldiers"),
    ],
)
def test_a_verb_that_looks_like_a_noun_is_a_verb_where_a_headline_has_no_other(headline: str, kind: str, who: str) -> None:
    assert (kind, who) in [(e.type, e.object) for e in read(headline).events]


def test_a_noun_stays_one_where_nothing_stands_behind_it_that_a_verb_would_need() -> None:
    assert not [e for e in read("Unrest around embassy in Balta after Norlandic air strikes").events if e.agent == "Norlandic air"]
    assert [w.tag for w in analyse(["Two men held on murder charges"])[0].words][-1] == "NNS"


def test_headlines_in_which_the_parser_misses_what_holds_them_together() -> None:
    crash = read("Eight peacekeepers, including six Americans, killed in Sinai helicopter crash")
    assert [(f.low, f.measure) for f in crash.figures] == [(8, "killed"), (6, "killed")] and crash.events[0].object == "peacekeepers"
    crash = read("Peacekeepers including six Americans killed in Egypt helicopter crash")
    assert crash.events[0].object == "Peacekeepers"
    column = read("Wagner column of sixty vehicles brought to Belarus, monitors and Kyiv say")
    assert column.speaker == "monitors" and [f.low for f in column.figures] == [60]
    (killed,) = read("US drone kills dozen in Pakistan").events
    assert (killed.type, killed.object, killed.place) == ("kill", "dozen", "Pakistan")


@pytest.mark.parametrize(
    ("headline", "told"),
    [
        ("Norland stops a planned strike on Ostia", {("block", "fact"), ("attack", "denied")}),
        ("Navy captain dismissed after complaint", set()),
        ("Norland dismisses reports of a raid", {("deny", "fact")}),
        ("Germany's 45th Armoured Brigade activated near Vilnius", {("activate", "fact")}),
        ("Deadly clashes erupt in Ukraine", {("fight", "fact")}),
        ("French troops out of Niger by year's end", {("withdraw", "fact")}),
        ("U.S. cuts troop presence in Iraq", {("withdraw", "fact"), ("present", "fact")}),
        ("Taliban fighters conquer Kabul", {("capture", "fact")}),
        ("Nine South African soldiers fall in battle for Goma", {("kill", "fact")}),
        ("President says he's instructed navy to leave", {("depart", "planned")}),
    ],
)
def test_what_a_headline_tells(headline: str, told: set[tuple[str, str]]) -> None:
    assert {(e.type, e.modality) for e in read(headline).events if e.type != "other"} == told
