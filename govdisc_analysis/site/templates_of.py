"""The page templates, with the words and numbers that they use."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from govdisc_analysis.site.changes import pieces_html
from govdisc_analysis.site.words import both, code_pair, name, plain, prose, say


@cache
def environment() -> Environment:
    """Templates of the package; everything that they print is escaped."""
    made = Environment(
        loader=PackageLoader("govdisc_analysis.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(t=say, name=name, both=both, code_pair=code_pair, prose=prose)
    made.globals["pieces"] = pieces_html
    made.filters["plain"] = plain
    return made


def render(template: str, **values: Any) -> str:
    """A page as HTML."""
    return environment().get_template(template).render(**values)
