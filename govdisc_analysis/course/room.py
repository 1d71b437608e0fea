"""The class room of one lesson: its corpus on disk, its tables, its truth, its self-checks."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from govdisc_analysis.course.answers import shape_of
from govdisc_analysis.course.draw import as_files, mixed_seed, report_id_of
from govdisc_analysis.course.exercise import Exercise, Result, judge
from govdisc_analysis.course.words import word
from govdisc_analysis.simulate.model import Draft
from govdisc_analysis.simulate.truth import COLUMNS, truth_rows
from govdisc_analysis.tables import Tables
from govdisc_analysis.version import __version__

MADE = "made.txt"
_NUMBERS = ("count", "value", "lower", "upper", "problem_no", "year")


@dataclass(frozen=True)
class Shown:
    """A piece of HTML that a notebook shows."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


class Room:
    """One lesson opened with one seed. Students see `tables`, `data`, `show`, `check`."""

    def __init__(
        self, plan: ModuleType, number: int, seed: int, student: str, language: str, folder: Path
    ) -> None:
        self.number, self.seed, self.student, self.language = number, seed, student, language
        self.mixed = mixed_seed(number, seed, student)
        self.folder = folder / f"lesson{number}-{self.mixed:012x}"
        self._plan = plan
        self._results: dict[str, Result] = {}
        self._expected: dict[tuple[str, str], Any] = {}
        self.drafts: Sequence[Draft] = plan.draw(self.mixed)
        files = as_files(self.drafts, self.mixed)
        self.ids = {path: report_id_of(content) for path, content in files.items()}
        _write_corpus(self.folder, files)

    def __repr__(self) -> str:
        text = word("opened", self.language)
        return text.format(number=self.number, reports=len(self.drafts), raw=self.raw)

    @property
    def raw(self) -> Path:
        """The folder with the documents, every one marked as synthetic."""
        return self.folder / "raw"

    @cached_property
    def tables(self) -> Tables:
        """What the program reads from the corpus; read once, then kept beside it."""
        from govdisc_analysis.corpus import parse_corpus
        from govdisc_analysis.store import load, write_tables

        made, stamp = self.folder / MADE, _stamp(self.ids)
        if made.is_file() and made.read_text(encoding="utf-8") == stamp:
            return load(self.folder / "tables")
        tables = parse_corpus(self.raw, jobs=1)
        write_tables(tables, self.folder / "tables", ("parquet",))
        made.write_text(stamp, encoding="utf-8")
        return tables

    @cached_property
    def truth(self) -> Mapping[str, pd.DataFrame]:
        """The true tables: what the simulator meant. Never shown as a whole."""
        rows: dict[str, list[dict[str, str]]] = {name: [] for name in COLUMNS}
        for draft in self.drafts:
            for table, row in truth_rows(draft, self.ids[draft.path]):
                rows[table].append(row)
        return {name: _typed(found, COLUMNS[name]) for name, found in rows.items()}

    @property
    def exercises(self) -> Mapping[str, Exercise]:
        """The exercises of this lesson by key."""
        return {exercise.key: exercise for exercise in self._plan.EXERCISES}

    def data(self, name: str) -> Any:
        """Something that the lesson hands out, by name.

        Raises:
            KeyError: the lesson has no such thing.
        """
        givers: Mapping[str, Callable[[Room], Any]] = self._plan.DATA
        if name not in givers:
            raise KeyError(
                f"no data {name!r} in lesson {self.number}; there is {', '.join(givers)}"
            )
        return givers[name](self)

    def check(self, key: str, answer: Any) -> Result:
        """Judge one answer: right, or what kind of mistake it looks like.

        Raises:
            KeyError: the lesson has no such exercise.
        """
        if key not in self.exercises:
            raise KeyError(f"no exercise {key!r}; there are {', '.join(self.exercises)}")
        result = judge(self.exercises[key], self, answer)
        self._results[key] = result
        return result

    def expected(self, exercise: Exercise, slip: str = "") -> Any:
        """The right answer, or the one that a slip leads to, in its shape; computed once."""
        name = exercise.key, slip
        if name not in self._expected:
            answer = exercise.slips[slip] if slip else exercise.right
            self._expected[name] = shape_of(answer(self), exercise.kind)
        return self._expected[name]

    def key(self, key: str) -> Any:
        """The answer that a careful reader finds: for the teacher's solutions of hand work."""
        return self.exercises[key].right(self)

    def has_passed(self, key: str) -> bool:
        """Whether an exercise was answered rightly in this session."""
        return key in self._results and self._results[key].passed

    def columns(self, table: str) -> pd.DataFrame:
        """What the columns of a table mean, in the lesson's language."""
        from govdisc_analysis.schema import describe_tables

        meaning = {"zh": "description_zh", "en": "description"}[self.language]
        rows = describe_tables().query("table == @table")[["column", "type", "key", meaning]]
        names = [word(f"column_{name}", self.language) for name in ("name", "type", "key", "is")]
        return rows.reset_index(drop=True).set_axis(names, axis=1)

    def categories(self) -> pd.DataFrame:
        """The codebook of problems: code and meaning."""
        from govdisc_analysis.codebook import load_csv

        rows = pd.DataFrame(load_csv("problem_categories.csv"))
        return rows[["category", "label_zh" if self.language == "zh" else "definition"]]

    def show(self, path: str = "", height: int = 560) -> Shown:
        """A document of the corpus as a browser shows it, marked as synthetic."""
        name = path or str(self._plan.PAGE)
        text = (self.raw / name).read_text(encoding="utf-8")
        mark = word("synthetic", self.language)
        page = escape(text if name.endswith(".html") else f"<pre>{escape(text)}</pre>", quote=True)
        return Shown(
            f'<p style="background:#fff3cd;color:#533f03;padding:6px 10px"><strong>{mark}</strong>'
            f'</p><iframe sandbox title="{escape(name)}" srcdoc="{page}" style="width:100%;'
            f'height:{height}px;border:1px solid #999;background:#fff"></iframe>'
        )

    def summary(self) -> pd.DataFrame:
        """Every exercise of the lesson and how it stands."""
        rows = []
        for key in self.exercises:
            result = self._results.get(key)
            state = "right" if result and result.passed else "not_yet" if result else "untried"
            rows.append((key, word(state, self.language)))
        names = [word("column_exercise", self.language), word("column_state", self.language)]
        return pd.DataFrame(rows, columns=names)


def _write_corpus(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write what is not there yet, each file whole or not at all."""
    raw = folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for old in raw.iterdir():
        if old.name not in files and old.name.startswith("class_"):
            old.unlink()
    for name, content in files.items():
        place = raw / name
        if not place.is_file() or place.read_bytes() != content:
            fresh = raw / f".{name}.new"
            fresh.write_bytes(content)
            fresh.replace(place)


def _stamp(ids: Mapping[str, str]) -> str:
    """Changes with the documents and with the release that read them."""
    return f"{__version__} {hashlib.sha256(repr(sorted(ids.items())).encode()).hexdigest()}\n"


def _typed(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame([{**row} for row in rows], columns=list(columns))
    frame = frame.where(frame != "")
    for name in _NUMBERS:
        if name in frame:
            frame[name] = pd.to_numeric(frame[name])
    return frame
