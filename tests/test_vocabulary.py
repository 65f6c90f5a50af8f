from pathlib import Path

import pytest

from transforms.vocabulary import VocabularyError, vocabulary


def test_a_folder_adds_to_the_vocabulary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "actors.yaml").write_text("Blue Legion: {aliases: [Legion Bleue], class: armed_group}\nNATO: {aliases: [OTAN]}\n", "utf-8")
    monkeypatch.setenv("STORYWATCH_VOCABULARY", str(tmp_path))
    actors = vocabulary("actors")
    assert actors["Blue Legion"]["aliases"] == ["Legion Bleue"]
    assert "OTAN" in actors["NATO"]["aliases"] and "North Atlantic Alliance" in actors["NATO"]["aliases"]
    assert actors["NATO"]["class"] == "international"


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "states.yaml").write_text("combat: [\n", "utf-8")
    monkeypatch.setenv("STORYWATCH_VOCABULARY", str(tmp_path))
    with pytest.raises(VocabularyError, match=r"states\.yaml"):
        vocabulary("states")
