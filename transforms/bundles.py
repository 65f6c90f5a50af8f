"""What a DoFn gives when its bundle ends, where Beam wants to be told the window."""

from typing import Any

from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue


def at_the_end(value: Any) -> WindowedValue:
    """A value in the one window that there is: every run is a batch."""
    return WindowedValue(value, GlobalWindow().max_timestamp(), [GlobalWindow()])
