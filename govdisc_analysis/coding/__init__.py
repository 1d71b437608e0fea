"""A workbench for people who code: a blind sample, and how far they and the machine agree."""

from govdisc_analysis.coding.compare import Compared, compare_sheets
from govdisc_analysis.coding.sample import Sample, Unit, draw_sample
from govdisc_analysis.coding.sheet import export_sample

__all__ = ["Compared", "Sample", "Unit", "compare_sheets", "draw_sample", "export_sample"]
