"""Read Chinese government information disclosure reports into tidy, traceable tables.

>>> import govdisc_analysis as gd
>>> report = gd.parse_report("2017年我局共收到政府信息公开申请2件,政府信息公开网公开信息30条。")
>>> [(figure.indicator, figure.value) for figure in report.figures][:1]
[('requests_received', 2.0)]
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from govdisc_analysis.version import __version__

if TYPE_CHECKING:
    from govdisc_analysis import stats
    from govdisc_analysis.corpus import parse_corpus
    from govdisc_analysis.export import export_folder
    from govdisc_analysis.models import Report
    from govdisc_analysis.parse import parse_report
    from govdisc_analysis.release import make_release
    from govdisc_analysis.schema import describe_tables
    from govdisc_analysis.scoring.compare import score
    from govdisc_analysis.show import explain, label, show_labels
    from govdisc_analysis.store import load, write_tables
    from govdisc_analysis.tables import Tables

__all__ = [
    "Report",
    "Tables",
    "__version__",
    "describe_tables",
    "explain",
    "export_folder",
    "label",
    "load",
    "make_release",
    "parse_corpus",
    "parse_report",
    "score",
    "show_labels",
    "stats",
    "write_tables",
]

_PLACES = {
    "Report": "models",
    "Tables": "tables",
    "describe_tables": "schema",
    "explain": "show",
    "export_folder": "export",
    "label": "show",
    "load": "store",
    "make_release": "release",
    "parse_corpus": "corpus",
    "parse_report": "parse",
    "score": "scoring.compare",
    "show_labels": "show",
    "write_tables": "store",
}


def __getattr__(name: str) -> Any:
    """The public verbs, each imported when it is first asked for."""
    if name == "stats":
        return import_module("govdisc_analysis.stats")
    if name in _PLACES:
        return getattr(import_module(f"govdisc_analysis.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
