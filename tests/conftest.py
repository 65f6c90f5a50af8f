"""What the tests share: a small folder of articles, and the command line."""

import fcntl
import functools
import json
import os
import shutil
import threading
import types
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# two workers with as many threads each as there are cores wait for one another more than they work
os.environ.setdefault("OMP_NUM_THREADS", "1")

import apache_beam.transforms.core
import hypothesis
import pytest
from storywatch.pipelines.cli import app
from typer.testing import CliRunner, Result

# how long an example takes says more of the machine than of the code
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def _remembered(signature_of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Beam asks for the signatures of the same methods some twenty thousand times a run, a quarter of what a small one costs."""
    known: dict[Any, Any] = {}

    def signature(function: Any) -> Any:
        key = (getattr(function, "__func__", function), isinstance(function, types.MethodType))
        if key not in known:
            known[key] = signature_of(function)
        return known[key]

    return signature


apache_beam.transforms.core.get_signature = _remembered(apache_beam.transforms.core.get_signature)

ARTICLES = [
    {
        "id": "one", "url": "https://example.org/one", "source": "Wire", "title": "Minister: 200 soldiers to go to Balta",
        "published": "2024-05-06",
        "text": "Norland will send 200 soldiers to the port of Balta, Defence Minister Ana Kovac said on Monday. "
        "They are to guard the harbour of Balta against raids.",
    },
    {
        "id": "two", "url": "https://example.org/two", "source": "Post", "title": "Norland's soldiers land in Balta",
        "published": "2024-05-20",
        "text": "The first 150 soldiers from Norland landed in the port of Balta on Monday, Defence Minister Ana Kovac said. "
        "They will guard the harbour against raids.",
    },
    {
        "id": "three", "url": "https://example.org/three", "source": "Gazette", "title": "Norland troops now in Balta",
        "published": "2024-05-20",
        "text": "The first 150 soldiers from Norland landed in the port of Balta on Monday, Defence Minister Ana Kovac said. "
        "They will guard the harbour against raids.",
    },
    {
        "id": "four", "url": "https://example.org/four", "source": "Wire", "title": "Two soldiers of Norland killed in Balta",
        "published": "2024-06-11",
        "text": "Two soldiers from Norland were killed and five wounded in an attack on the harbour of Balta on Tuesday, "
        "the army said. It is the first attack on the troops since they landed in the port.",
    },
    {
        "id": "five", "url": "https://example.org/five", "source": "Post", "title": "Cheese prices rise in the mountains",
        "published": "2024-06-12",
        "text": "The price of mountain cheese rose by a tenth this year, farmers said. A wet spring kept the cows in the stables.",
    },
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first: at the end one worker would wait for the other."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with five articles: three steps of one deployment, a copy, and something else."""
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "articles.jsonl").write_text("\n".join(json.dumps(a) for a in ARTICLES) + "\n", "utf-8")
    return inputs


@pytest.fixture
def storywatch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Calls the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def call(*words: Any) -> Result:
        return runner.invoke(app, [str(w) for w in words])

    return call


def rows(result: Result) -> list[dict[str, Any]]:
    """The rows of an export."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the state, the digest and the site of a run on the seeds, to be read only; made once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    where = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "of-seeds"
    with where.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (where / "site").exists():
            state = ("--state", where / "state")
            for words in (
                ("run", "--input", Path(__file__).parent.parent / "seeds", *state, "--digest", where / "digest"),
                ("site", *state, "--out", where / "site"),
            ):
                result = CliRunner().invoke(app, [str(w) for w in words])
                assert result.exit_code == 0, result.output
    return where


@pytest.fixture(scope="session")
def served(seeds: Path) -> Iterator[tuple[Path, str]]:
    """(folder, address) of the site made from the seeds."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(seeds / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield seeds / "site", f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium of the system."""
    program, driver = shutil.which("chromium") or shutil.which("chromium-browser"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("no Chromium with its driver (Debian: apt-get install chromium chromium-driver)")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-dev-shm-usage", "--disable-component-update", "--window-size=1200,900"):  # fmt: skip
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    found = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield found
    found.quit()
