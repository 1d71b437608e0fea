"""An executed notebook as a piece of a page: results open, code folded, nothing from elsewhere."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import nbformat
from jinja2 import DictLoader

_MACHINE = ("processed =", "figures =")
_CONVERTING = Lock()
"""The one exporter is used by one thread at a time."""
_FOLDED = """{%- extends 'basic/index.html.j2' -%}
{%- block input_group -%}
<details class="code"><summary>code</summary>{{ super() }}</details>
{%- endblock input_group -%}
{%- block in_prompt -%}{%- endblock in_prompt -%}
{%- block output_area_prompt -%}{%- endblock output_area_prompt -%}
"""


def tidy_executed(path: Path) -> None:
    """Drop times, machine paths and chance ids, so that equal results are equal files."""
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = cell.source.splitlines()
            cell.source = "\n".join(x for x in lines if not x.startswith(_MACHINE))
    text = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    path.write_text(text + "\n", encoding="utf-8")


def as_html(notebook: Any) -> str:
    """The body of a page, self-contained: pictures inside, with their alternative text."""
    with _CONVERTING:
        body, _ = _exporter().from_notebook_node(notebook)
    return str(body)


@cache
def _exporter() -> Any:
    from govdisc_analysis.study.quick_import import papermill

    papermill()
    from nbconvert.exporters import HTMLExporter
    from traitlets.config import Config

    config = Config()
    config.TagRemovePreprocessor.remove_cell_tags = {"parameters", "hidden"}
    config.HTMLExporter.preprocessors = ["nbconvert.preprocessors.TagRemovePreprocessor"]
    return HTMLExporter(  # type: ignore[no-untyped-call]
        config=config,
        template_name="basic",
        template_file="folded",
        extra_loaders=[DictLoader({"folded": _FOLDED})],
        mathjax_url="",
        require_js_url="",
        embed_images=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
