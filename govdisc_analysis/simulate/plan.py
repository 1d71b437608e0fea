"""What is asked of one report, and what its variant means."""

from dataclasses import dataclass

from govdisc_analysis.simulate.cells import CellHabit
from govdisc_analysis.simulate.history import YearCounts
from govdisc_analysis.simulate.model import Agency
from govdisc_analysis.simulate.numbers import NumberStyle

FORM_VARIANTS = {
    "form2019": ("form2019", "2019"),
    "form2021": ("form2021", "2021"),
    "hybrid_one_other": ("form2021", "2019"),
    "hybrid_old_rows": ("form2019", "2021"),
}
"""Template of the articles' form, and year of the labels of the request form."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of one report."""

    agency: Agency
    now: YearCounts
    before: YearCounts
    variant: str
    style: NumberStyle
    habit: CellHabit
    error: str = ""
    old_problems: tuple[str, ...] = ()
    old_filler: int = 0
    partial: bool = False


def template_of(variant: str) -> str:
    """The contract's template of a variant; a hybrid with old rows has none for sure."""
    if variant in ("narrative", "summary"):
        return "narrative"
    return {"hybrid_one_other": "form2021", "hybrid_old_rows": ""}.get(variant, variant)


def kind_of(variant: str) -> str:
    """The kind of chapters that a variant has: form, summary or narrative."""
    if variant in FORM_VARIANTS:
        return "form"
    return "summary" if variant == "summary" else "narrative"
