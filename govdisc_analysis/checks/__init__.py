"""Identities to findings: what should add up, whether it does, and whose error it is if not."""

from govdisc_analysis.checks.across import check_children, check_years
from govdisc_analysis.checks.arithmetic import check_arithmetic
from govdisc_analysis.checks.form import check_form
from govdisc_analysis.checks.prose import check_prose

__all__ = ["check_arithmetic", "check_children", "check_form", "check_prose", "check_years"]
