"""Identities to findings: what should add up, whether it does, and whose error it is if not.

The checks of one report; those over several reports need frames, and are in ``checks.across``.
"""

from govdisc_analysis.checks.arithmetic import check_arithmetic
from govdisc_analysis.checks.form import check_form
from govdisc_analysis.checks.prose import check_prose

__all__ = ["check_arithmetic", "check_form", "check_prose"]
