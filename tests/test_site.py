"""The site in a real browser: every page opens without an error, search and charts work, axe finds nothing."""

import json
from pathlib import Path
from typing import Any

from conftest import ARTICLES
from pages import errors, violations
from storywatch.pipelines.cli import app
from storywatch.transforms.site.charts import chart
from storywatch.transforms.site.render import in_script
from test_run import write
from typer.testing import CliRunner


def storywatch(*words: object) -> str:
    result = CliRunner().invoke(app, [str(w) for w in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_page_opens_without_errors_or_requests_elsewhere(served: tuple[Path, str], browser: Any) -> None:
    folder, address = served
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 10
    # what other tests asked for is not asked about here
    browser.get_log("performance"), browser.get_log("browser")
    links: set[str] = set()
    for page in pages:
        browser.get(f"{address}/{page.relative_to(folder)}")
        assert errors(browser) == [], page
        assert "storywatch" in browser.title
        links |= {a for a in browser.execute_script("return [...document.links].map(a => a.href)") if a.startswith(address)}
        assert violations(browser) == [], page
    for link in sorted(links):
        path = link.removeprefix(address).split("#")[0].lstrip("/")
        assert (folder / path).is_file(), link
    asked = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [m["params"]["request"]["url"] for m in asked if m["method"] == "Network.requestWillBeSent"]
    assert urls and all(u.startswith((address, "data:")) for u in urls)


def test_search_finds_claims_and_leads_to_their_story(served: tuple[Path, str], browser: Any) -> None:
    _, address = served
    browser.get(f"{address}/search.html")
    browser.find_element("id", "query").send_keys("blinken 8,000")
    items = browser.find_elements("css selector", "#results > li")
    assert len(items) >= 1 and all("8,000" in item.text for item in items)
    assert browser.find_element("id", "found").text.startswith(f"{len(items)} found")
    assert {m.text.lower() for m in items[0].find_elements("css selector", "mark")} >= {"8,000"}
    items[0].find_element("css selector", "a").click()
    assert "/stories/s-" in browser.current_url and "North Korea" in browser.find_element("css selector", "h1").text


def test_the_chart_draws_and_tells_who_said_it(served: tuple[Path, str], browser: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.support.ui import WebDriverWait

    folder, address = served
    largest = max((folder / "stories").glob("*.html"), key=lambda page: page.stat().st_size)
    browser.get(f"{address}/stories/{largest.name}")
    wait = WebDriverWait(browser, 10)
    wait.until(lambda b: b.find_elements("css selector", "#chart-1 svg .mark-symbol.role-mark path"))
    points = browser.find_elements("css selector", "#chart-1 svg .mark-symbol.role-mark path")
    rows = browser.find_elements("css selector", "#chart-1 + details tbody tr")
    assert len(points) >= 8 and abs(len(points) - len(rows)) <= 1
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", points[-1])
    ActionChains(browser).move_to_element(points[-1]).perform()
    tooltip = wait.until(lambda b: b.find_element("css selector", "#vg-tooltip-element.visible"))
    assert "said by" in tooltip.text


def test_pages_are_usable_on_a_phone_and_in_the_dark(served: tuple[Path, str], browser: Any) -> None:
    folder, address = served

    browser.set_window_size(390, 800)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    try:
        for page in ("index.html", f"stories/{next((folder / 'stories').glob('*.html')).name}", "search.html"):
            browser.get(f"{address}/{page}")
            assert browser.execute_script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page
            assert violations(browser) == [], page
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        browser.set_window_size(1200, 900)


def test_the_same_state_gives_the_same_site(served: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = served
    storywatch("site", "--state", folder.parent / "state", "--out", tmp_path / "again")
    for page in folder.rglob("*"):
        if page.is_file():
            assert (tmp_path / "again" / page.relative_to(folder)).read_bytes() == page.read_bytes(), page


def test_hostile_text_is_harmless_in_the_site(tmp_path: Path) -> None:
    text = "Norland sent 200 soldiers </script><script>alert(1)</script> <img src=x onerror=alert(1)> \u202e to Balta on Monday."
    more = "Norland now has 300 soldiers in Balta, the army said on Friday </script><script>alert(2)</script>."
    hostile = [{**ARTICLES[0], "title": "<b>bold</b>", "url": "javascript:alert(1)", "source": "../../x<script>", "text": f"{text} {more}"}]
    storywatch("run", "--input", write(tmp_path / "a.jsonl", hostile), "--state", tmp_path / "state", "--digest", tmp_path / "d")
    storywatch("site", "--state", tmp_path / "state", "--out", tmp_path / "site")
    assert len(list((tmp_path / "site" / "sources").iterdir())) == 1
    for page in (tmp_path / "site").rglob("*.html"):
        markup = page.read_text("utf-8")
        assert "<script>alert" not in markup and 'href="javascript' not in markup and "<img" not in markup and "\u202e" not in markup
    assert "</script" not in (tmp_path / "site" / "assets" / "claims-0.js").read_text("utf-8")
    assert in_script("</script>") == '"\\u003c/script>"'


def test_a_chart_has_a_band_for_each_range() -> None:
    value = {
        "published": "2024-11-04",
        "text": "11,000 to 12,000",
        "low": 11000.0,
        "high": 12000.0,
        "speaker": None,
        "source": "Wire",
        "places": ["Kursk"],
    }
    spec = json.loads(chart("troops", [value, {**value, "low": None, "high": None}]))
    (point,) = spec["layer"][0].get("data", spec["data"])["values"]
    assert (point["low"], point["middle"], point["high"], point["who"]) == (11000, 11500, 12000, "no speaker named")
