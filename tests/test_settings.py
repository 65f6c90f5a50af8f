"""The settings file that shows every default."""

from pathlib import Path

import yaml

from pipelines.settings import Settings, load_settings

DEFAULTS = Path(__file__).parent.parent / "config" / "settings.yaml"


def test_the_file_of_defaults_shows_every_setting_with_its_default() -> None:
    assert load_settings(str(DEFAULTS)) == Settings()
    shown = yaml.safe_load(DEFAULTS.read_text("utf-8"))
    assert set(shown) == set(Settings.model_fields)
    assert set(shown["fetch"]) == set(Settings().fetch.__dataclass_fields__) - {"__pydantic_config__"}
