"""Deployments that are only alike, other languages and undated pages, through whole runs."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import rows
from test_run import write
from typer.testing import Result

Command = Callable[..., Result]


def article(name: str, published: str | None, title: str, text: str) -> dict[str, Any]:
    return {"id": name, "source": f"{name}.example", "published": published, "title": title, "text": text}


def told(
    storywatch: Command, tmp_path: Path, articles: list[dict[str, Any]]
) -> tuple[set[frozenset[str]], dict[str, set[str]], list[dict[str, Any]]]:
    """(the articles of each story, article -> kinds of its alerts, rows of the stories)."""
    storywatch("run", "--input", write(tmp_path / "in.jsonl", articles), "--state", "state")
    together: dict[str, set[str]] = defaultdict(set)
    for a in rows(storywatch("export", "articles", "--state", "state")):
        together[a["story_id"]].add(a["article_id"])
    alerts: dict[str, set[str]] = defaultdict(set)
    for d in rows(storywatch("export", "developments", "--state", "state")):
        if d["severity"] != "low":
            alerts[d["article_id"]].add(d["kind"])
    return {frozenset(names) for names in together.values()}, alerts, rows(storywatch("export", "stories", "--state", "state"))


WEAPONS = [
    article("italy", "2023-02-03", "Italy to send air-defence battery to Ukraine",
            "Italy will send Ukraine a SAMP/T air-defence battery, Defence Minister Guido Riva said in Rome on Friday. "
            "Ukrainian soldiers are to be trained on the battery in Italy. It is to protect Kyiv against missiles."),
    article("canada", "2023-02-10", "Canada gives Ukraine 200 armoured vehicles",
            "Canada will give Ukraine 200 Senator armoured vehicles, Defence Minister Anne Leduc said in Ottawa on Friday. "
            "Ukrainian soldiers are to be trained on the vehicles in Poland."),
    article("spain", "2023-02-24", "Spain prepares six Leopard tanks for Ukraine",
            "Spain will send Ukraine six Leopard tanks, Defence Minister Marta Robles said in Madrid on Friday. "
            "Ukrainian crews are to be trained on the tanks in Zaragoza."),
    article("arrived", "2023-04-14", "First Senator vehicles from Canada reach Ukraine",
            "The first 30 of the 200 Senator armoured vehicles from Canada have arrived in Ukraine, Canada's defence minister Anne Leduc "
            "said on Friday."),
]  # fmt: skip


def test_weapons_of_three_countries_for_one_are_three_stories(storywatch: Command, tmp_path: Path) -> None:
    stories, _, _ = told(storywatch, tmp_path, WEAPONS)
    assert stories == {frozenset({"italy"}), frozenset({"canada", "arrived"}), frozenset({"spain"})}


SHIPS = [
    article("hansen", "2024-02-12", "Danish frigate Hansen leaves for the Red Sea",
            "The Danish frigate Hansen left Korsor on Monday for the Red Sea, where she will join the EU mission Aspides, Denmark's "
            "defence ministry said. The mission protects merchant ships against attacks of the Houthis."),
    article("moretti", "2024-02-26", "Italian destroyer Moretti sails for the Red Sea",
            "The Italian destroyer Moretti left La Spezia on Monday for the Red Sea, where she will join the EU mission Aspides, Italy's "
            "defence ministry said. The mission protects merchant ships against attacks of the Houthis."),
    article("moretti-fires", "2024-03-14", "Moretti shoots down drone",
            "The Italian destroyer Moretti shot down a drone of the Houthis in the Red Sea on Thursday, Italy's defence ministry said."),
    article("hansen-fires", "2024-03-21", "Hansen shoots down two drones",
            "The Danish frigate Hansen shot down two drones of the Houthis in the Red Sea on Thursday, Denmark's defence ministry said."),
]  # fmt: skip


def test_two_ships_of_one_mission_are_two_stories(storywatch: Command, tmp_path: Path) -> None:
    stories, alerts, _ = told(storywatch, tmp_path, SHIPS)
    assert stories == {frozenset({"hansen", "hansen-fires"}), frozenset({"moretti", "moretti-fires"})}
    assert "combat" in alerts["moretti-fires"] and "combat" in alerts["hansen-fires"]


LANGUAGES = [
    article("english", "2024-05-07", "Estonia gives Ukraine ten patrol boats",
            "Estonia will give Ukraine ten patrol boats, Prime Minister Kaja Tamm said in Tallinn on Tuesday. Ukrainian sailors are to be "
            "trained on the boats in Estonia."),
    article("german", "2024-05-07", "Estland liefert Boote an die Ukraine",
            "Estland wird der Ukraine Patrouillenboote übergeben, sagte Ministerpräsidentin Tamm in Tallinn. Ukrainische Matrosen sollen in "
            "Estland an den Booten ausgebildet werden."),
    article("russian", "2024-05-08", "Эстония передаст Украине патрульные катера",
            "Эстония передаст Украине патрульные катера, заявила премьер-министр страны в Таллине. Украинских моряков обучат в Эстонии."),
    article("french", "2024-05-08", "L'Estonie donne des patrouilleurs à l'Ukraine",
            "L'Estonie donnera des patrouilleurs à l'Ukraine, a annoncé la Première ministre à Tallinn. Les marins ukrainiens seront formés en "
            "Estonie."),
    article("other", "2024-05-08", "Kenya sends police to Haiti",
            "Kenya will send 200 police officers to Haiti this month, its interior minister said in Nairobi on Wednesday."),
]  # fmt: skip


def test_a_report_in_another_language_joins_its_story_and_a_repeat_is_silent(storywatch: Command, tmp_path: Path) -> None:
    stories, alerts, _ = told(storywatch, tmp_path, LANGUAGES)
    assert stories == {frozenset({"english", "german", "russian", "french"}), frozenset({"other"})}
    assert set(alerts) == {"english", "other"}
    languages = {a["article_id"]: a["language"] for a in rows(storywatch("export", "articles", "--state", "state"))}
    assert [languages[name] for name in ("german", "russian", "french")] == ["de", "ru", "fr"]


UNDATED = [
    article("copy", None, "Destroyer Moretti ends her mission",
            "The Italian destroyer Moretti has ended her mission in the Red Sea, in which she protected merchant ships against the Houthis. "
            "The ship left the area and is on her way home, Italy's defence ministry said. She escorted 14 ships."),
    SHIPS[1],
    article("end", "2024-06-08", "Destroyer Moretti leaves the Red Sea",
            "The Italian destroyer Moretti has ended her mission in the Red Sea and left the area on Saturday, Italy's defence ministry said. "
            "She had escorted 14 merchant ships."),
]  # fmt: skip


def test_an_undated_page_is_not_the_first_report(storywatch: Command, tmp_path: Path) -> None:
    stories, alerts, (story,) = told(storywatch, tmp_path, UNDATED)
    assert stories == {frozenset({"copy", "moretti", "end"})}
    assert alerts["moretti"] == {"first_report"} and "withdrawal" in alerts["end"] and "copy" not in alerts
    assert story["first_seen"] == "2024-02-26" and "ends" not in story["title"]


def test_an_undated_page_alone_raises_no_alert(storywatch: Command, tmp_path: Path) -> None:
    _, alerts, (story,) = told(storywatch, tmp_path, UNDATED[:1])
    assert alerts == {} and story["first_seen"] is None


def test_a_report_after_two_years_joins_its_story(storywatch: Command, tmp_path: Path) -> None:
    late = {**UNDATED[2], "published": "2026-03-07"}
    stories, _, _ = told(storywatch, tmp_path, [SHIPS[1], SHIPS[2], late])
    assert stories == {frozenset({"moretti", "moretti-fires", "end"})}
