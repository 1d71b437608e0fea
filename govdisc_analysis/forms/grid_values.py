"""The cells that the labels of a grid's row claim, one form's table after the other."""

from collections.abc import Sequence

from govdisc_analysis.forms.cells import parse_value
from govdisc_analysis.forms.collect import Collector, Found, load_codes, make_found
from govdisc_analysis.forms.context import Context
from govdisc_analysis.forms.entries import (
    Entries,
    Entry,
)
from govdisc_analysis.forms.labels import Meaning, by_path, core, group_of, guess, has_own_number
from govdisc_analysis.forms.match import match_applicants, match_measures
from govdisc_analysis.forms.measures import proactive_key
from govdisc_analysis.forms.patterns import term, terms
from govdisc_analysis.forms.redress_grid import read_results


def read_values(entries: Entries, context: Context, collector: Collector) -> list[Found]:
    """The cells that the row's labels claim."""
    if context.table == "stat2014" and (found := _read_indicators(entries, context)):
        return found
    return (
        _read_request(entries, context)
        or _read_proactive(entries, context, collector)
        or _read_indicators(entries, context)
        or _read_redress(entries, context, collector)
    )


def _read_request(entries: Entries, context: Context) -> list[Found]:
    label, meaning = _request_label(entries, context)
    if label is None or meaning is None:
        return []
    values = [e for e in entries if e.columns[0] > label.columns[-1] and not e.find("request")]
    values = [e for e in values if e.is_value or e.is_blank or not e.meanings]
    pairs = match_applicants(values, context.columns) if values else []
    if pairs or context.table != "stat2014":  # 部分公开 stands in own tables of indicators too
        context.table = "requests"
    return [
        make_found(
            "requests",
            (meaning.code, applicant),
            parse_value(entry.cell.text),
            entry.cell,
            label.cell.text,
            term.cases,
        )
        for applicant, entry in pairs
    ]


def _request_label(entries: Entries, context: Context) -> tuple[Entry | None, Meaning | None]:
    """The label cell that names the row, and the heading above it kept in the context."""
    best: tuple[Entry | None, Meaning | None] = (None, None)
    for entry in entries:
        if entry.is_value:
            if best[0]:
                break
            continue  # an item number of the table's own
        group = entry.find("group")
        if group:
            context.parent = group.code
            if best[1] and best[1].parent == group.code:
                continue  # a span too short let the item slip to the left of its group
        meaning = entry.find("request") or _guess_request(entry, entries, context)
        if meaning is None:
            if best[0] and best[0].find("group") and not entry.meanings and core(entry.cell.text):
                best = (None, None)  # an item that no form knows: the numbers are not its group's
            continue
        if meaning.code == "other.other" and not (
            context.parent == "other"
            or has_own_number(entry.cell.text, meaning)
            or meaning in by_path(entry.cell.text)
        ):
            continue
        if meaning.code == "processed_total" and context.table != "requests":
            continue
        best = (entry, meaning)
    if best[1] and not (best[0] and best[0].find("group")):
        context.parent = best[1].parent
    return best


def _guess_request(entry: Entry, entries: Entries, context: Context) -> Meaning | None:
    if entry.meanings or entry.is_blank or context.table != "requests":
        return None
    if sum(len(e.columns) for e in entries if e.is_value or e.is_blank) < 6:
        return None
    parent = context.parent if context.parent not in ("", "processed") else ""
    return (parent and guess(entry.cell.text, "request", parent)) or guess(
        entry.cell.text, "request"
    )


def _read_proactive(entries: Entries, context: Context, collector: Collector) -> list[Found]:
    label = next((e for e in reversed(entries) if e.find("subject")), None)
    subject = label.find("subject") if label else None
    if label is None or subject is None or not context.columns.measures:
        return []
    values = [e for e in entries if e.columns[0] > label.columns[-1] and not e.meanings]
    measures = context.columns.measures
    header = [measure for measure, _, _ in measures]
    pairs = match_measures(values, measures)
    found = []
    for place, entry in pairs:
        measure, _, said = measures[place]
        known = measure and proactive_key(subject, measure, header)
        if not known:
            continue
        key, template, unit = known
        asked = (unit, said)
        parsed = parse_value(entry.cell.text, *asked)
        if parsed and parsed.remark:
            collector.note("info", parsed.remark, entry.cell.start, entry.cell.end)
        found.append(
            make_found("proactive", key, parsed, entry.cell, label.cell.text, unit, template, asked)
        )
    return found


def _read_indicators(entries: Entries, context: Context) -> list[Found]:
    """Each indicator label takes the next value cell to its right, if there is only one."""
    found: list[Found] = []
    label: tuple[Entry, Meaning] | None = None
    is_taken = False
    for entry in entries:
        group = entry.find("stat_group")
        if group:
            context.group = group.code
        meaning = pick_indicator(entry.meanings, context.group)
        if meaning is None and context.table == "stat2014":
            meaning = pick_indicator(entry.meanings, context.group, "cell_indicator")
        if meaning is None and context.table == "stat2014" and not entry.meanings:
            meaning = None if entry.is_value or entry.is_blank else _guess_indicator(entry, context)
        if meaning:
            label, is_taken = (entry, meaning), False
            context.group = group_of(meaning)
            continue
        if is_taken and entry.is_value:
            found.pop()
            is_taken = False
        is_last = entry is entries[-1]
        if label and (entry.is_value or (entry.is_blank and is_last)):
            unit = load_codes().indicators[label[1].code]
            said = next((e.cell.text for e in entries if e.cell.text in terms.money), "")
            asked = (unit, said)
            parsed = parse_value(entry.cell.text, *asked)
            found.append(make_found("stat2014", (label[1].code,), parsed, entry.cell,
                                    label[0].cell.text, unit, "stat2014", asked))  # fmt: skip
            label, is_taken = None, True
    if found:
        context.table = "stat2014"
    return found


def pick_indicator(
    meanings: Sequence[Meaning], group: str, kind: str = "indicator"
) -> Meaning | None:
    """The indicator that a label means under the heading above it."""
    found = [m for m in meanings if m.kind == kind]
    if len(found) > 1:
        found = [m for m in found if m.parent == group]
    return found[0] if len(found) == 1 else None


def _guess_indicator(entry: Entry, context: Context) -> Meaning | None:
    return guess(entry.cell.text, "indicator", context.group) or guess(entry.cell.text, "indicator")


def _read_redress(entries: Entries, context: Context, collector: Collector) -> list[Found]:
    is_channel = any(e.find("channel") and e.find("channel") == e.meanings[0] for e in entries[:2])
    if context.table != "redress" and not is_channel:
        return []
    if context.table not in ("redress", "proactive", "requests", ""):
        return []
    found = read_results(entries, context.columns, collector)
    context.table = "redress" if found else context.table
    return found
