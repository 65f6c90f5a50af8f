"""The vocabulary: what a user adds, and that a changed one is seen as a whole."""

from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.stage import ExtractClaims
from storywatch.transforms.rows import Article
from storywatch.transforms.vocabulary import Vocabulary, VocabularyError, of_vocabulary, vocabulary


@pytest.fixture(autouse=True)
def ours_again() -> Iterator[None]:
    yield
    Vocabulary.read().use()


def test_a_folder_adds_to_the_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("Blue Legion: {aliases: [Legion Bleue], class: armed_group}\nNATO: {aliases: [OTAN]}\n", "utf-8")
    Vocabulary.read(str(tmp_path)).use()
    actors = vocabulary("actors")
    assert actors["Blue Legion"]["aliases"] == ["Legion Bleue"]
    assert "OTAN" in actors["NATO"]["aliases"] and "North Atlantic Alliance" in actors["NATO"]["aliases"]
    assert actors["NATO"]["class"] == "international"


@pytest.mark.parametrize(
    ("name", "text"), [("states", "combat: [\n"), ("states", "- combat\n"), ("stetes", "combat: []\n"), ("actors", "\udcff")]
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / f"{name}.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(VocabularyError, match=rf"{name}\.yaml"):
        Vocabulary.read(str(tmp_path))


def blue(folder: Path) -> Vocabulary:
    (folder / "actors.yaml").write_text("Blue Legion: {aliases: [Zaffre Guard], class: armed_group}\n", "utf-8")
    (folder / "countries.yaml").write_text("Norland: [[Norlandic], Balta, []]\n", "utf-8")
    return Vocabulary.read(str(folder))


SAID = "The Zaffre Guard moved 300 soldiers to Balta on Monday."


def actors() -> list[str]:
    (claim,) = claims_of(Article("a", SAID, published="2024-05-01")).claims
    return sorted(term for term in claim.terms if "lue" in term or "orland" in term)


def test_a_changed_vocabulary_is_seen_as_a_whole_and_back_again(tmp_path: Path) -> None:
    before = actors()
    blue(tmp_path).use()
    changed = actors()
    Vocabulary.read().use()
    assert (before, actors()) == ([], []) and len(changed) >= 2


def test_what_was_worked_out_from_another_vocabulary_is_forgotten(tmp_path: Path) -> None:
    Vocabulary.read().use()
    calls = []

    @of_vocabulary
    def worked_out(word: str) -> int:
        calls.append(word)
        return len(calls)

    assert (worked_out("a"), worked_out("a")) == (1, 1)
    Vocabulary.read().use()
    assert worked_out("a") == 1
    blue(tmp_path).use()
    assert worked_out("a") == 2


def test_a_stage_reads_with_the_vocabulary_that_it_was_given(tmp_path: Path) -> None:
    given = blue(tmp_path)
    Vocabulary.read().use()
    with TestPipeline() as pipeline:
        found, _ = pipeline | beam.Create([Article("a", SAID, published="2024-05-01")]) | ExtractClaims(given)
        named = found | beam.Map(lambda of: any("Blue Legion".lower() in term.lower() for claim in of.claims for term in claim.terms))
        assert_that(named, equal_to([True]))
