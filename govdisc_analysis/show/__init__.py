"""For JupyterLab: tables under their names, documents marked up, numbers led back to their source.

>>> from govdisc_analysis.show import label
>>> import pandas as pd
>>> label(pd.DataFrame({"status": ["parsed"]}), lang="en")
  status
0   read
"""

from govdisc_analysis.in_notebook import Shown
from govdisc_analysis.show.document import report_card, show_report
from govdisc_analysis.show.labelled import Labelled, label, show_labels
from govdisc_analysis.show.origin import NotThereError
from govdisc_analysis.show.records import estimates_card, tables_card
from govdisc_analysis.show.way import explain

__all__ = [
    "Labelled",
    "NotThereError",
    "Shown",
    "estimates_card",
    "explain",
    "label",
    "report_card",
    "show_labels",
    "show_report",
    "tables_card",
]
