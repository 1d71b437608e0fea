"""Synthetic corpora with known truth, to measure readers of reports on what nobody has seen."""

from govdisc_analysis.simulate.corpus import (
    ERRORS,
    FORMATS,
    NOISES,
    TEMPLATES,
    SimulationSummary,
    simulate_corpus,
)

__all__ = ["ERRORS", "FORMATS", "NOISES", "TEMPLATES", "SimulationSummary", "simulate_corpus"]
