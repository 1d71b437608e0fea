"""The forms of one report: what they print, the error planted in them, what their blanks mean."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from govdisc_analysis.simulate.cells import changed
from govdisc_analysis.simulate.dice import chance
from govdisc_analysis.simulate.forms import (
    draw_wording,
    joined,
    proactive_sheets,
    redress_sheet,
    request_sheet,
    stat_sheet,
)
from govdisc_analysis.simulate.identities import prove_zeros
from govdisc_analysis.simulate.model import Block, Box, Sheet, Value
from govdisc_analysis.simulate.plan import FORM_VARIANTS, Plan


def draw_sheets(plan: Plan, rng: Random) -> dict[str, list[Sheet]]:
    """The forms of a report by name; one cell is wrong where the plan asks for it."""
    write = plan.habit.write
    if plan.variant == "stat2014":
        sheets = {"stat2014": [stat_sheet(plan.now, write, rng)]}
    elif plan.variant in FORM_VARIANTS:
        template, other = FORM_VARIANTS[plan.variant]
        template3 = "form2019" if other == "2019" else "form2021"
        wording = draw_wording(rng)
        articles = proactive_sheets(plan.now, template, wording, write)
        sheets = {
            "proactive": [joined(articles)] if chance(rng, 0.6) else articles,
            "requests": [request_sheet(plan.now, template3, other, wording, write)],
            "redress": [redress_sheet(plan.now, template3, wording, write)],
        }
    else:
        return {}
    if plan.error in ("cell", "total"):
        return _with_error(sheets, plan, rng)
    return sheets


def _with_error(sheets: dict[str, list[Sheet]], plan: Plan, rng: Random) -> dict[str, list[Sheet]]:
    """One cell changed, so that at least one identity breaks."""
    name = rng.choice([name for name in sheets if name != "proactive"])
    sheet = sheets[name][0]
    cells = [box.value for row in sheet.rows for box in row if box.value]
    targets = [value for value in cells if _is_target(value, plan.error)]
    target = rng.choice(targets)
    new = changed(target, rng.choice((1, 1, 2, 3, 10)), plan.habit)
    return sheets | {name: [_swap(sheet, {target.key: new})]}


def _is_target(value: Value, error: str) -> bool:
    if value.table == "stat2014":
        parts = ("requests_online", "requests_refused", "requests_refused_privacy")
        return value.key[0] in parts
    total = "total" in value.key or value.key[0] == "processed_total"
    return total == (error == "total")


def _swap(sheet: Sheet, new: dict[tuple[str, ...], Value]) -> Sheet:
    def swap(box: Box) -> Box:
        if box.value and box.value.key in new:
            return replace(box, value=new[box.value.key])
        return box

    return replace(sheet, rows=tuple(tuple(swap(box) for box in row) for row in sheet.rows))


def settle_blanks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with the states of blank cells settled by arithmetic."""
    values = [
        box.value
        for block in blocks
        if isinstance(block, Sheet)
        for row in block.rows
        for box in row
        if box.value
    ]
    by_table: dict[str, dict[tuple[str, ...], Value]] = {}
    for value in prove_zeros(values):
        by_table.setdefault(value.table, {})[value.key] = value
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Sheet):
            for table in {b.value.table for row in block.rows for b in row if b.value}:
                block = _swap(block, by_table[table])
        done.append(block)
    return tuple(done)
