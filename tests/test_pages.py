"""What an analyst does on the site, in a real browser: filter, link, cite, page, and look at the map."""

from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES
from pages import errors, violations
from storywatch.pipelines.cli import app
from storywatch.transforms.site.content import Site, StoryPage
from storywatch.transforms.site.paging import CARDS, STATEMENTS, chunks, page_name, thread_pages
from storywatch.transforms.site.render import MARKER
from storywatch.transforms.site.render import write as write_site
from storywatch.transforms.state.scan import Head
from test_run import write
from typer.testing import CliRunner

Served = tuple[Path, str]


def shown(browser: Any) -> list[Any]:
    return [card for card in browser.find_elements("css selector", "#changes .line") if card.is_displayed()]


def test_filters_stand_in_the_address(served: Served, browser: Any) -> None:
    from selenium.webdriver.support.ui import Select, WebDriverWait

    _, address = served
    browser.get(f"{address}/changes.html")
    everything = len(shown(browser))
    Select(browser.find_element("name", "s")).select_by_value("high")
    high = shown(browser)
    assert 0 < len(high) < everything and all("HIGH" in card.text.upper() for card in high)
    assert browser.current_url.endswith("#s=high")
    # the address brings the same view, with two filters too
    browser.get("about:blank")
    browser.get(f"{address}/changes.html#s=high&k=casualties")
    both = shown(browser)
    assert 0 < len(both) < len(high) and all("CASUALTIES" in card.text.upper() for card in both)
    assert browser.find_element("id", "found").text == f"{len(both)} of {everything} changes"
    browser.find_element("css selector", "button[type=reset]").click()
    WebDriverWait(browser, 10).until(lambda b: b.find_element("id", "found").text == f"{everything} of {everything} changes")
    assert len(shown(browser)) == everything
    # a month of the strip
    bars = browser.find_elements("css selector", "#strip button")
    bars[-1].click()
    month = browser.find_element("css selector", "#strip button[aria-pressed=true]").get_attribute("aria-label")
    assert all(card.find_element("css selector", "time").text.startswith(month[:7]) for card in shown(browser))
    assert violations(browser) == []


def test_a_permalink_leads_to_the_line_and_a_citation_is_copied(served: Served, browser: Any) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    _, address = served
    browser.get(f"{address}/changes.html")
    card = shown(browser)[-1]
    words = card.find_element("css selector", "blockquote").text
    card.find_element("css selector", "a.permalink").click()
    meant = browser.find_element("css selector", ".line.meant")
    assert meant.find_element("css selector", "blockquote").text == words and "/stories/" in browser.current_url
    cite = meant.find_element("css selector", ".cite").get_attribute("data-cite")
    assert cite.startswith(f"“{words}” (") and "https://" in cite
    meant.find_element("css selector", ".cite").click()
    # the page says so when it is on the clipboard
    WebDriverWait(browser, 10).until(lambda b: b.find_element("css selector", ".line.meant .cite.done"))
    browser.get(f"{address}/search.html")
    field = browser.find_element("id", "query")
    browser.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite"]})
    assert browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])") == cite
    assert field == browser.switch_to.active_element


def test_keys_go_from_card_to_card_and_to_the_search(served: Served, browser: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    _, address = served
    browser.get(f"{address}/changes.html")
    cards = shown(browser)
    ActionChains(browser).send_keys("j").send_keys("j").perform()
    assert browser.switch_to.active_element == cards[1]
    ActionChains(browser).send_keys("k").perform()
    assert browser.switch_to.active_element == cards[0]
    ActionChains(browser).send_keys("/").perform()
    assert browser.current_url.endswith("/search.html")


def test_the_map_shows_places_and_how_well_they_are_known(served: Served, browser: Any) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    _, address = served
    browser.get(f"{address}/map.html")
    wait = WebDriverWait(browser, 10)
    wait.until(lambda b: b.find_elements("css selector", "#map svg .mark-symbol.role-mark path"))
    countries = browser.find_elements("css selector", "#map svg .mark-shape.role-mark path")
    points = browser.find_elements("css selector", "#map svg .mark-symbol.role-mark path")
    named = browser.find_elements("css selector", "main .plain li")
    assert len(countries) > 150 and len(points) == len(named) >= 5
    assert len({point.value_of_css_property("fill") for point in points}) == 2
    assert any("Kursk, Russia" in li.text and "a town" in li.text for li in named)
    assert errors(browser) == []


def test_charts_and_maps_are_drawn_from_a_folder_too(served: Served, browser: Any) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    folder, _ = served
    browser.get((folder / "map.html").as_uri())
    WebDriverWait(browser, 10).until(lambda b: b.find_elements("css selector", "#map svg .mark-symbol.role-mark path"))
    browser.get((folder / "changes.html").as_uri())
    assert shown(browser) and errors(browser) == []


def development(i: int) -> dict[str, Any]:
    article = {
        "article_id": f"a{i}",
        "source": "Wire",
        "title": "t",
        "url": f"https://example.org/{i}",
        "duplicate_of": None,
        "about_source": None,
    }
    return {
        "development_id": f"d-{i:05d}", "story_id": "s-big", "kind": "movement", "severity": "medium", "published": f"20{10 + i // 400:02d}-05-01",
        "text": f"Statement number {i} about {200 + i} soldiers who came to the port of Balta on that day.", "reason": "soldiers: so many",
        "article": article, "claim": None, "before": None, "link": f"https://example.org/{i}", "mark": None,
        "allowed": True,
    }  # fmt: skip


def big_site(claims: int, alerts: int) -> Site:
    statements = [{**development(i), "speaker": None, "repeats": None} for i in range(claims)]
    thread = {"title": "Soldiers in Balta", "claims": claims, "independent_sources": 3, "statements": statements, "thread_id": "t"}
    story = {"story_id": "s-big", "title": "Balta", "first_seen": "2010-05-01", "last_seen": "2020-05-01", "articles": claims, "sources": 3,
             "status": "present", "merged": [], "parted": [], "muted": False}  # fmt: skip
    value = {"published": "2020-05-01", "text": "200", "low": 200.0, "high": 200.0, "speaker": None, "source": "Wire", "places": ["Balta"],
             "measure": "total", "class": None}  # fmt: skip
    page = StoryPage(story, [development(i) for i in reversed(range(alerts))], {"troops": [value] * claims}, [thread], [], [], [], [], [])
    return Site([page], [], [], [], [], [], Head())


def test_no_page_of_a_large_story_is_large_and_old_links_find_their_line(tmp_path: Path, browser: Any) -> None:
    write_site(big_site(10_000, 1_000), tmp_path)
    pages = list((tmp_path / "stories").iterdir())
    assert len(pages) > 20 and max(page.stat().st_size for page in pages) < 1_000_000
    address = (tmp_path / "stories" / "s-big.html").as_uri()
    # the line stands on an older page now; pages work from a folder
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get(f"{address}#d-00007")
    # asked while the page gives way to the older one, the browser answers with an error of its own
    wait = WebDriverWait(browser, 30, ignored_exceptions=[WebDriverException])
    meant = wait.until(lambda b: "s-big-1.html" in b.current_url and b.find_element("css selector", ".line.meant"))
    assert "Statement number 7 " in meant.text and "s-big-1.html" in browser.current_url
    assert errors(browser) == []


def test_pages_that_are_full_never_change() -> None:
    rows = [{"n": i} for i in reversed(range(3 * CARDS + 5))]
    pages = chunks(rows, CARDS)
    assert [len(p) for p in pages] == [5, CARDS, CARDS, CARDS]
    older = {page_name("s", i, 4): page for i, page in enumerate(pages)}
    more = chunks([{"n": 3 * CARDS + 5}, *rows], CARDS)
    newer = {page_name("s", i, 4): page for i, page in enumerate(more)}
    assert {name for name in older if older[name] != newer[name]} == {"s.html"}
    assert [len(p) for p in chunks(rows[: 2 * CARDS], CARDS)] == [CARDS, CARDS] and chunks([], CARDS) in ([], [[]])


def test_a_long_thread_goes_on_on_the_next_page() -> None:
    def thread(n: int) -> dict[str, Any]:
        return {"title": "t", "statements": [{"n": i} for i in range(n)]}

    pages = thread_pages([thread(STATEMENTS + 10), thread(3)])
    assert [[(len(p.statements), p.begins) for p in page] for page in pages] == [[(STATEMENTS, 0)], [(10, STATEMENTS), (3, 0)]]
    assert thread_pages([]) == [[]]


def test_a_folder_with_other_files_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "index.html").write_text("mine")
    runner = CliRunner()
    assert (
        runner.invoke(app, ["run", "--input", str(write(tmp_path / "a.jsonl", ARTICLES[:1])), "--state", str(tmp_path / "state")]).exit_code
        == 0
    )
    words = ["site", "--state", str(tmp_path / "state"), "--out"]
    taken = runner.invoke(app, [*words, str(folder)])
    assert taken.exit_code == 1 and "holds files that are no site's" in taken.output and (folder / "index.html").read_text() == "mine"
    # an empty folder, and the site's own, may be written
    for _ in range(2):
        assert runner.invoke(app, [*words, str(tmp_path / "site")]).exit_code == 0
    assert (tmp_path / "site" / MARKER).exists()


@pytest.mark.parametrize("name", ["alerts.atom", "stories"])
def test_feeds_have_an_entry_for_each_alert(served: Served, name: str) -> None:
    import feedparser

    folder, _ = served
    files = [folder / name] if name.endswith("atom") else sorted((folder / name).glob("*.atom"))
    for file in files:
        read = feedparser.parse(file.read_text("utf-8"))
        assert not read.bozo and read.version == "atom10" and all(e.id.startswith("urn:storywatch:d-") for e in read.entries)
    assert sum(len(feedparser.parse(file.read_text("utf-8")).entries) for file in files) >= 20
