"""The benchmark's own parts; what it measures stands in docs/benchmarks.md."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from storywatch.measure.bench import Results, history, search_recall, timed
from storywatch.measure.generated import generated
from storywatch.transforms.claims.sentences import sentences


def test_generated_articles_have_about_twenty_sentences_no_two_the_same() -> None:
    rows = list(generated(60))
    cut = [[row["text"][a:b] for a, b in sentences(row["text"])] for row in rows]
    told = list(itertools.chain(*cut))
    assert len(set(told)) == len(told)
    assert all(15 <= len(lines) <= 25 for lines in cut)
    assert rows == list(generated(60)) and rows != list(generated(60, seed=2))
    assert 5 < len({row["story"] for row in rows}) < 30


def test_a_part_measured_again_replaces_its_row_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\nbefore\n\n<!-- measured -->\n<!-- end -->\n\nafter\n", "utf-8")
    results = Results(page)
    results.add("one", "first figure", "1 s", "2 s", "0.5 x", "1 x")
    results.add("two", "second figure", "3 s", "2 s", "1.5 x", "")
    results.grown("articles", 1000, 10.0, 500.0)
    again = Results(page)
    again.read()
    again.add("one", "first figure", "4 s", "2 s", "2.0 x", "1 x")
    text = page.read_text("utf-8")
    assert text.startswith("# Title\n\nbefore\n") and "\nafter\n" in text
    assert "| 4 s |" in text and "| 1 s |" not in text and "second figure" in text
    assert "| articles | 1,000 | 10.0 s | 500 MB |" in text and page.with_name("growth.svg").exists()


def test_the_memory_of_a_program_is_its_own() -> None:
    held = np.ones(50_000_000)
    seconds, memory = timed(["-c", "import time; held = bytearray(b'x') * 100_000_000; time.sleep(0.2)"])
    assert 0.2 <= seconds < 20 and 100 <= memory < 250 < held.nbytes / 1e6
    with pytest.raises(RuntimeError, match="no such thing"):
        timed(["-c", "import sys; sys.exit('no such thing')"])


def test_a_history_is_a_state_that_is_searched(tmp_path: Path) -> None:
    history(2000, tmp_path / "history-2000")
    results = Results(tmp_path / "page.md")
    search_recall(results, tmp_path, 2000)
    assert [row[1] for row in results.rows.values()] == ["1.0000"]
