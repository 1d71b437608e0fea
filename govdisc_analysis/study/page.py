"""An executed notebook as a piece of a page: results open, code folded, nothing from elsewhere."""

from functools import cache
from typing import Any

from jinja2 import DictLoader

_FOLDED = """{%- extends 'basic/index.html.j2' -%}
{%- block input_group -%}
<details class="code"><summary>code</summary>{{ super() }}</details>
{%- endblock input_group -%}
{%- block in_prompt -%}{%- endblock in_prompt -%}
{%- block output_area_prompt -%}{%- endblock output_area_prompt -%}
"""


def as_html(notebook: Any) -> str:
    """The body of a page, self-contained: pictures inside, with their alternative text."""
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
    )
