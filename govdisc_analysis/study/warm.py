"""What every notebook of the project needs and would otherwise look up anew: facts, no state.

Imported by the process that kernels are forked from (see ``zygote``). Only data of the package
itself is read here, nothing of a corpus, and no setting of a library is changed.
"""

import importlib

_LATE = (
    *("pyarrow.parquet", "pyarrow.dataset", "pandas.io.parquet", "pandas.io.formats.html"),
    *("pandas.core.methods.selectn", "seaborn", "statsmodels.formula.api", "scipy.stats"),
    *("govdisc_analysis.analysis.region", "govdisc_analysis.charts", "matplotlib.pyplot"),
)
"""Modules that are imported at their first use only."""


def warm_up() -> None:
    """Import late modules and read the package's tables."""
    for name in _LATE:
        importlib.import_module(name)
    from govdisc_analysis.charts.style import chinese_font
    from govdisc_analysis.labels import label
    from govdisc_analysis.places import gazetteer

    chinese_font()
    gazetteer()
    label("province", "zh")
