"""The site of the seeds on a server of this machine, and a browser to look at it."""

from importlib import resources
from typing import Any


def violations(browser: Any) -> list[tuple[str, list[str]]]:
    """What axe-core finds wrong on the page: the rule, and the elements."""
    browser.execute_script(resources.files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    found = browser.execute_async_script("const done = arguments[0]; axe.run().then(done);")
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]


def errors(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
