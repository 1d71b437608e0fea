"""Batches to tables: order, duplicates, and the checks that need several reports."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from govdisc_analysis.checks.across import check_children, check_years
from govdisc_analysis.corpus.batches import DOCUMENT, Batch
from govdisc_analysis.corrections import NAME as CORRECTIONS
from govdisc_analysis.corrections import Correction, CorrectionError
from govdisc_analysis.outcomes import flag_breaks
from govdisc_analysis.reuse import add_reuse
from govdisc_analysis.schema import make_frame, table_names
from govdisc_analysis.tables import Tables


def join_batches(batches: Sequence[Batch], corrections: Sequence[Correction] = ()) -> Tables:
    """The tables of all batches, by source_path; the same bytes under two paths count once.

    Raises:
        CorrectionError: a correction mends rows of a file that repeats another.
    """
    reports = _joined(batches, "reports").sort_values("source_path", kind="stable")
    again = reports.loc[reports.duplicated("report_id")]
    _refuse_lost(corrections, set(again["source_path"]))
    once = reports.loc[~reports.index.isin(again.index)]
    first = once.set_index("report_id")["source_path"]
    said = "same bytes as " + again["report_id"].map(first) + "; its rows stand there"
    reports.loc[again.index, "message"] = (again["message"] + "; ").fillna("") + said
    rank = pd.Series(range(len(reports)), index=reports[DOCUMENT])
    frames = {"reports": _plain(reports)}
    for table in table_names()[1:]:
        frame = _joined(batches, table)
        if len(again):
            frame = frame.loc[~frame[DOCUMENT].isin(again[DOCUMENT])]
            if table == "log":
                frame = pd.concat([frame, _log_again(again, said)], ignore_index=True)
        frames[table] = _plain(_in_order(frame, rank))
    texts = _texts(batches)
    numbers = zip(once["report_id"], once[DOCUMENT], strict=True)
    ordered = {report_id: texts[number] for report_id, number in numbers if number in texts}
    return _add_comparisons(Tables(**frames, texts=ordered))  # type: ignore[arg-type]


def _joined(batches: Sequence[Batch], table: str) -> pd.DataFrame:
    """One table of all batches, documents numbered through."""
    frames = [batch.frame(table) for batch in batches]
    joined = pd.concat(frames, ignore_index=True)
    joined[DOCUMENT] += np.repeat(_starts(batches), [len(frame) for frame in frames])
    for column in (c for c in joined.columns if joined[c].dtype == "str"):
        joined[column] = _in_one_piece(joined[column])
    return joined


def _in_one_piece(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Texts of thousands of batches side by side in memory: looking them up is slow otherwise."""
    held = pa.array(texts)
    whole = held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held
    return pd.Series(pd.array(whole, dtype="str"), index=texts.index)


def _starts(batches: Sequence[Batch]) -> list[int]:
    """The number of each batch's first document."""
    return [0, *accumulate(batch.documents for batch in batches)][:-1]


def _texts(batches: Sequence[Batch]) -> dict[int, str]:
    starts = zip(batches, _starts(batches), strict=True)
    return {start + n: text for batch, start in starts for n, text in batch.texts().items()}


def _refuse_lost(corrections: Sequence[Correction], again: set[str]) -> None:
    for correction in corrections:
        if correction.report in again and correction.table != "reports":
            raise CorrectionError(
                f"{CORRECTIONS}, row {correction.line}: {correction.report} has the same bytes as "
                "another file, whose rows stand; correct that one"
            )


def _log_again(again: pd.DataFrame, said: "pd.Series[str]") -> pd.DataFrame:
    """A line of the log for each file that repeats another."""
    lines = again[["source_path", "report_id"]].assign(
        stage="corpus", severity="warning", message=said
    )
    frame = make_frame("log", _records(lines))
    return frame.assign(**{DOCUMENT: again[DOCUMENT].to_numpy()})


def _in_order(frame: pd.DataFrame, rank: "pd.Series[int]") -> pd.DataFrame:
    places = frame[DOCUMENT].map(rank)
    if places.is_monotonic_increasing:
        return frame
    return frame.loc[places.sort_values(kind="stable").index]


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=DOCUMENT).reset_index(drop=True)


def _add_comparisons(tables: Tables) -> Tables:
    """Breaks of series, reuse of wordings, and checks over years and over parents."""
    tables = replace(
        tables,
        outcomes=flag_breaks(tables.outcomes, tables.reports),
        problems=add_reuse(tables.problems, tables.reports),
    )
    years = check_years(tables.reports, tables.requests, tables.proactive)
    children = check_children(tables.reports, tables.requests)
    rows = [*_records(years), *_records(children)]
    if not rows:
        return tables
    checks = pd.concat([tables.checks, make_frame("checks", rows)], ignore_index=True)
    order = {one: i for i, one in enumerate(tables.reports["report_id"].unique())}
    checks = checks.sort_values("report_id", key=lambda ids: ids.map(order), kind="stable")
    return replace(tables, checks=checks.reset_index(drop=True))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame with None for what is missing."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]
