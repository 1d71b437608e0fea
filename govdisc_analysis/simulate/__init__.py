"""Synthetic corpora with known truth, to measure readers of reports on what nobody has seen."""

from govdisc_analysis.simulate.corpus import SimulationSummary, simulate_corpus
from govdisc_analysis.simulate.shares import ERRORS, FORMATS, NOISES, TEMPLATES

__all__ = ["ERRORS", "FORMATS", "NOISES", "TEMPLATES", "SimulationSummary", "simulate_corpus"]
