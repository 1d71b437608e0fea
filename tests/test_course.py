"""The course: self-checks take right answers, name wrong ones, and never tell the answer."""

import ast
import json
import math
import zipfile

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from govdisc_analysis import cli_course, course
from govdisc_analysis.course import LESSONS, draw, open_lesson
from govdisc_analysis.course import answers as shapes
from govdisc_analysis.course.build import build_course
from govdisc_analysis.course.derive import BEGIN, blanked, derive, read_notebook, with_parameters
from govdisc_analysis.course.exercise import MIME
from govdisc_analysis.course.run import lesson_of, mark_folder, run_lesson
from govdisc_analysis.course.words import hint, own_hints
from govdisc_analysis.simulate.render_text import marker
from tests.shared import ROOT

FOLDER = ROOT / "notebooks" / "course"
NOTEBOOKS = sorted(FOLDER.glob("[0-9]*.ipynb"))
NUMBERS = range(1, LESSONS + 1)
SEED = 1
LOGIC = (
    *(ast.FunctionDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try, ast.ClassDef),
    *(ast.ListComp, ast.DictComp, ast.GeneratorExp),
)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    return tmp_path_factory.mktemp("course") / "corpus"


@pytest.fixture(scope="module")
def rooms(corpora):
    """Each lesson of the class once, read; the notebooks find the same corpora."""
    found = {n: open_lesson(n, seed=SEED, language="en", folder=corpora) for n in NUMBERS}
    assert all(len(room.tables.reports) for room in found.values())
    return found


@pytest.fixture
def room(rooms, request):
    return rooms[request.param]


def each_lesson(function):
    return pytest.mark.parametrize("room", NUMBERS, indirect=True)(function)


def told(room, key, answer):
    result = room.check(key, answer)
    assert result.passed == (result.code == "right")
    assert bool(result) == result.passed
    return result


# The corpora


@each_lesson
def test_every_document_is_marked_as_synthetic(room):
    texts, mark = room.tables.texts, marker().partition("，")[0]
    assert len(room.tables.reports) == len(room.drafts)
    for report_id in room.tables.reports["report_id"]:
        assert mark in "".join(texts[report_id].split())


@each_lesson
def test_errors_are_planted_and_found(room):
    keys = ["report_id", "check", "subject"]
    planted = room.truth["checks"][keys].drop_duplicates()
    assert len(planted)
    checks = room.tables.checks
    failed = checks.loc[checks["result"] == "failed", keys]
    in_forms = planted[~planted["check"].str.startswith("narrative")]
    assert len(in_forms.merge(failed, on=keys)) == len(in_forms)


@each_lesson
def test_the_machine_reads_every_request_cell_as_it_is(room):
    keys = ["report_id", "item", "applicant"]
    both = room.tables.requests.merge(room.truth["requests"], on=keys, how="outer")
    machine, truth = both["count_x"].astype(float), both["count_y"].astype(float)
    assert ((machine == truth) | (machine.isna() & truth.isna())).all()


def test_the_machine_hears_silence_where_there_is_silence(rooms):
    """Lesson 3: number, none or silence of each report in prose, as the simulator meant it."""
    room = rooms[3]
    outcomes = room.tables.outcomes.query("outcome == 'received'").set_index("report_id")["count"]
    seen = []
    for draft in room.drafts:
        said = [fact.value for fact in draft.facts if fact.indicator == "requests_received"]
        if draft.template == "narrative":
            seen.append(said)
            assert outcomes.reindex([room.ids[draft.path]]).dropna().tolist() == said
    assert min(seen.count([]), seen.count([0])) >= 4


@each_lesson
def test_corpora_are_read_without_quarantine(room):
    assert set(room.tables.reports["status"]) == {"parsed"}


def test_the_same_seed_makes_the_same_bytes_and_another_student_others(tmp_path):
    def files(folder, **who):
        room = open_lesson(1, seed=5, folder=tmp_path / folder, **who)
        return {path.name: path.read_bytes() for path in room.raw.iterdir()}

    first = files("a", language="zh")
    assert first == files("b", language="en")
    assert first.keys() == files("c", student="2026-17").keys()
    assert first != files("c", student="2026-17")


def test_a_corpus_that_was_tampered_with_is_made_again(tmp_path):
    room = open_lesson(2, seed=5, folder=tmp_path)
    path = next(room.raw.iterdir())
    content = path.read_bytes()
    path.write_bytes(b"x")
    (room.raw / "class_999_old.html").write_bytes(b"x")
    open_lesson(2, seed=5, folder=tmp_path)
    assert path.read_bytes() == content
    assert not (room.raw / "class_999_old.html").exists()


@pytest.mark.parametrize(
    ("number", "more", "words"),
    [
        (0, {}, "1 to 6"),
        (7, {}, "1 to 6"),
        (1, {"seed": -1}, "whole number"),
        (1, {"seed": "3"}, "whole number"),
        (1, {"seed": True}, "whole number"),
        (1, {"language": "fr"}, "language"),
    ],
)
def test_what_makes_no_sense_is_said_at_once(number, more, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        open_lesson(number, **{"seed": 1, "folder": tmp_path, **more})
    assert not any(tmp_path.iterdir())


def test_a_wish_that_no_draw_fulfils_is_an_error(monkeypatch):
    monkeypatch.setattr(draw, "_TRIES", 5)
    with pytest.raises(RuntimeError, match="fits"):
        draw.draw_reports(1, [draw.Wanted("form2021", 2022, suits=lambda _: False)])


# The self-checks


@each_lesson
def test_the_right_answer_passes(room):
    for key, exercise in room.exercises.items():
        assert told(room, key, exercise.right(room)).passed, key
    assert set(room.summary().iloc[:, 1]) == {"Right."}


@each_lesson
def test_each_common_mistake_gets_its_own_hint(room):
    for key, exercise in room.exercises.items():
        for name, slip in exercise.slips.items():
            assert told(room, key, slip(room)).code == name, (key, name)


@each_lesson
def test_hints_stand_in_both_languages_and_differ_from_each_other(room):
    for key, exercise in room.exercises.items():
        assert set(exercise.slips) <= own_hints(key) <= {*exercise.slips, "wrong"}, key
        for language in ("zh", "en"):
            said = [hint(key, name, language) for name in exercise.slips]
            assert all(len(words) > 5 for words in said)
            assert len(set(said)) >= len(said) - (key == "5.5")
        assert hint(key, "blank", "zh") != hint(key, "blank", "en")


@each_lesson
def test_no_hint_holds_the_answer(room):
    """Of answers that are numbers: not the number; of those that are codes: none that is asked."""
    for key, exercise in room.exercises.items():
        right = shapes.shape_of(exercise.right(room), exercise.kind)
        numbers = [x for x in flat(right) if isinstance(x, float) and not is_plain(x)]
        for answer in [..., "x", 7.25, (0.5, 2.5), *(s(room) for s in exercise.slips.values())]:
            said = told(room, key, answer).said
            for number in numbers:
                assert f"{number:g}" not in said, (key, said)
            if exercise.kind in ("codes", "sequence", "code") and key != "2.1":
                assert not any(str(code) in said for code in flat(right) if len(str(code)) > 4)


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list | frozenset):
        return [x for part in value for x in flat(part)]
    return [value]


def is_plain(number):
    """Numbers that sentences hold anyway."""
    return math.isnan(number) or number in (0, 1, 2, 3, 10, 100)


JUNK = [None, ..., (), [], {}, "", "abc", b"x", 0.123456, -1, [1, 2, 3], {"a": 1}, {"a": "b"}]
JUNK += [pd.DataFrame(), pd.DataFrame({"a": [1]}), pd.Series(dtype=float), np.array([[1, 2]])]
JUNK += [True, {1, 2}, float("nan"), float("inf"), object(), {"a": ...}, (..., 1), [None, "x"]]


@each_lesson
def test_junk_never_passes_and_never_raises(room):
    for key in room.exercises:
        for answer in JUNK:
            result = told(room, key, answer)
            assert not result.passed, (key, answer)
            assert result.said


@pytest.mark.parametrize("room", [1], indirect=True)
@pytest.mark.parametrize("answer", [..., None, {"a": ..., "b": ...}, (..., ...), [..., None]])
def test_blanks_are_called_blanks(room, answer):
    assert told(room, "1.1", answer).code == "blank"


EQUAL = {
    "1.1": [lambda a: pd.Series(a), lambda a: {k: int(v) for k, v in reversed(a.items())}],
    "1.2": [list, np.array, lambda a: (float(a[0]), int(a[1])), pd.Series],
    "1.3": [dict, lambda a: a.sample(frac=1), lambda a: a.astype(float).to_frame()],
    "1.6": [set, tuple, pd.Series, np.array, lambda a: [*a, a[0]], lambda a: pd.Index(a)],
    "2.1": [tuple, lambda a: a[::-1], set],
    "2.2": [
        lambda a: a.sample(frac=1),
        lambda a: a[["count", "item", "applicant"]],
        lambda a: a.set_index(["item", "applicant"]),
        lambda a: a.astype({"count": "Float64"}),
    ],
    "2.4": [dict, lambda a: a.to_frame(), lambda a: {k: float(v) for k, v in a.items()}],
    "2.5": [lambda a: round(a, 3), np.float64, lambda a: pd.Series([a])],
    "3.2": [pd.Series, lambda a: {k: np.int64(v) for k, v in a.items()}],
    "3.5": [list, lambda a: tuple(round(x, 3) for x in a)],
    "4.2": [lambda a: tuple(round(x, 3) for x in a), np.array],
    "4.3": [lambda a: {k: v.estimate for k, v in a.items()}],
    "4.4": [pd.Series, lambda a: {k: round(v, 3) for k, v in a.items()}],
    "5.3": [lambda a: a.code, lambda a: a.code.lower()],
    "5.4": [lambda a: a.estimate, lambda a: round(a.estimate, 3)],
    "5.5": [pd.Series, lambda a: {k: np.bool_(v) for k, v in a.items()}],
    "6.1": [tuple, pd.Series, lambda a: [f" {code} " for code in a], lambda a: [*a[:-1], "none "]],
    "6.6": [lambda a: (a.low, a.high), lambda a: [round(a.low, 2), round(a.high, 2)]],
}


@pytest.mark.parametrize("key", EQUAL)
def test_equal_answers_are_equal(rooms, key):
    room = rooms[int(key[0])]
    right = room.exercises[key].right(room)
    for change in EQUAL[key]:
        assert told(room, key, change(right)).passed, change(right)


WRONG = [
    ("1.1", lambda a: {k: v for k, v in a.items() if k != "disclosed"}, "lacking", "disclosed"),
    ("1.1", lambda a: {**a, "more": 1}, "extra", "more"),
    ("1.1", lambda a: {**a, "disclosed": 99}, "parts", "disclosed"),
    ("1.1", lambda a: {**a, "disclosed": ...}, "parts", "disclosed"),
    ("1.1", lambda a: list(a.values()), "kind_counts", ""),
    ("1.2", lambda a: a[0], "kind_interval", ""),
    ("1.2", lambda a: str(a), "kind_interval", ""),
    ("1.4", lambda a: int(a), "kind_text", ""),
    ("1.6", lambda a: a[:1], "code_set", "1 lacking"),
    ("1.6", lambda a: len(a), "kind_codes", ""),
    ("2.2", lambda a: a.rename(columns={"count": "value"}), "columns", "value"),
    ("2.2", lambda a: a.head(9), "rows", "yours has 9"),
    ("2.2", lambda a: a.assign(count=a["count"] + 1), "cells", ""),
    ("2.2", lambda a: a["count"], "kind_frame", ""),
    ("2.5", lambda a: a * 100, "percent", ""),
    ("3.3", lambda a: f"{a:.3f}", "kind_share", ""),
    ("3.5", lambda a: tuple(100 * x for x in a), "percent", ""),
    ("4.4", lambda a: {k: 100 * v for k, v in a.items()}, "percent", ""),
    ("4.5", lambda a: a + 1, "wrong", ""),
    ("5.5", lambda a: {k: int(v) for k, v in a.items()}, "kind_flags", ""),
    ("5.3", lambda _: "R1", "wrong", "code"),
    ("5.3", lambda _: 8, "kind_code", ""),
    ("6.1", lambda a: a[:-1], "length", "9"),
    ("6.1", lambda a: ["timeliness", "timeliness", "timeliness", *a[3:]], "some_codes", ""),
    ("6.6", lambda a: a.estimate, "kind_drawn", ""),
]


@pytest.mark.parametrize(("key", "spoil", "code", "words"), WRONG)
def test_other_wrong_answers_are_told_what_is_wrong(rooms, key, spoil, code, words):
    room = rooms[int(key[0])]
    result = told(room, key, spoil(room.exercises[key].right(room)))
    assert result.code == code
    assert words in result.said


def test_a_refused_estimate_is_no_number(rooms):
    room = rooms[6]
    refused = room.exercises["6.4"].right(room)
    assert told(rooms[5], "5.4", refused).code == "refused"
    assert refused.code in told(rooms[5], "5.4", refused).said


def test_one_wrong_code_is_allowed_two_are_not(rooms):
    room = rooms[6]
    right = room.exercises["6.1"].right(room)
    other = "supervision_and_assessment", "public_participation_and_response"
    swaps = [next(code for code in other if code != was) for was in right[:2]]
    assert told(room, "6.1", [swaps[0], *right[1:]]).passed
    assert told(room, "6.1", [*swaps, *right[2:]]).code == "some_codes"


def test_hints_come_in_the_language_of_the_lesson(rooms, corpora):
    zh = open_lesson(2, seed=SEED, language="zh", folder=corpora)
    assert hint("2.1", "report_only", "zh") in zh.check("2.1", ["report_id"]).said
    assert hint("2.1", "report_only", "en") in rooms[2].check("2.1", ["report_id"]).said


def test_a_check_is_shown_and_counted(rooms):
    shown = rooms[2].check("2.1", "<b>")._repr_mimebundle_()
    assert shown[MIME] == {"exercise": "2.1", "passed": False, "code": "code_set"}
    assert "<b>" not in shown["text/html"]
    with pytest.raises(KeyError, match="9"):
        rooms[2].check("9.9", 1)
    with pytest.raises(KeyError, match="there is"):
        rooms[2].data("nothing")


def test_the_truth_of_the_page_shows_only_to_who_has_read_it(corpora):
    room = open_lesson(1, seed=SEED, language="en", folder=corpora)
    assert set(room.data("readings")["truth"]) == {"?"}
    room.check("1.1", room.key("1.1"))
    assert room.data("readings")["truth"].tolist() == list(room.key("1.1").values())


def test_the_page_is_shown_as_a_browser_shows_it_marked(rooms):
    page = rooms[1].show().html
    assert "SYNTHETIC" in page
    assert "<iframe sandbox" in page
    assert page.count("<table") == 0  # the document itself is quoted inside the frame


@pytest.mark.parametrize("room", [4, 5], indirect=True)
def test_figures_have_words_for_who_cannot_see_them(room):
    chart = room.data("figure")
    assert len(chart.alt) > 60
    assert "SYNTHETIC" in "".join(text.get_text() for text in chart.figure.texts)
    assert len(chart.png()) > 5000


# The notebooks


def source(path):
    return read_notebook(path)


def code_of(notebook):
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def test_there_are_six_lessons():
    assert [lesson_of(source(path)) for path in NOTEBOOKS] == list(NUMBERS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_with_solutions_every_check_passes(rooms, corpora, tmp_path, path):
    """In a kernel, as a teacher runs it; the corpora are those that the tests have read."""
    language = ("zh", "en")[NOTEBOOKS.index(path) % 2]
    notebook = derive(source(path), "teacher", language, {"seed": SEED})
    run = run_lesson(notebook, tmp_path, corpora)
    assert run.error == ""
    assert set(run.codes.values()) == {"right"}
    text = json.dumps(run.notebook["cells"], ensure_ascii=False)
    assert "Traceback" not in text
    assert "<Figure" not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_with_blanks_every_check_fails_and_nothing_breaks(rooms, path, monkeypatch):
    """Cell by cell in this very process; a kernel runs the blanks where work is marked."""
    notebook = derive(source(path), "student", "en", {"seed": SEED})
    room = rooms[lesson_of(notebook)]
    monkeypatch.setattr(room, "_results", {})
    monkeypatch.setattr(course, "open_lesson", lambda *_, **__: room)
    names = {}
    for code in code_of(notebook):
        exec(compile(code, path.name, "exec"), names)
    assert room._results.keys() == room.exercises.keys()
    assert {result.code for result in room._results.values()} == {"blank"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_lessons_only_call(path):
    notebook = source(path)
    for code in code_of(notebook):
        tree = ast.parse(code)
        assert not [n for n in ast.walk(tree) if isinstance(n, LOGIC)], code
        assert "import re" not in code
        assert len(code.splitlines()) <= 20
    tags = [set(cell["metadata"].get("tags", ())) for cell in notebook["cells"]]
    assert sum("zh" in t for t in tags) == sum("en" in t for t in tags)
    prose = [
        t for t, c in zip(tags, notebook["cells"], strict=True) if c["cell_type"] == "markdown"
    ]
    assert all(t & {"zh", "en"} for t in prose)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_exercise_has_its_cell_its_task_and_its_blank(path, rooms):
    notebook = source(path)
    room = rooms[lesson_of(notebook)]
    cells = [c for c in notebook["cells"] if "exercise" in c["metadata"].get("tags", ())]
    texts = ["".join(cell["source"]) for cell in cells]
    assert len(texts) == len(room.exercises)
    for key, text in zip(room.exercises, texts, strict=True):
        assert f'lesson.check("{key}", ' in text
        assert BEGIN in text
        for language in ("zh", "en"):
            words = derive(notebook, "student", language)["cells"]
            heads = ["".join(c["source"]) for c in words if c["cell_type"] == "markdown"]
            assert any(head.startswith(f"## {key} ") for head in heads), key


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_student_version_holds_no_answer(path, language):
    notebook = derive(source(path), "student", language, {"seed": 9})
    text = json.dumps(notebook, ensure_ascii=False)
    assert "SOLUTION" not in text
    assert "lesson.key" not in text
    assert '"teacher"' not in text
    other = {"zh": "en", "en": "zh"}[language]
    assert f'"{other}"' not in json.dumps([c["metadata"] for c in notebook["cells"]])
    assert "seed: int = 9" in text
    solved = "".join(code_of(derive(source(path), "teacher", language)))
    assert BEGIN in solved
    assert len("".join(code_of(notebook))) < len(solved)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("x = ...\n### BEGIN SOLUTION\nx = 1", "no end"),
        ("x = ...\n### END SOLUTION\nx = 1", "twice"),
        ("y = ...\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "place of the answer"),
    ],
)
def test_broken_solutions_are_refused(code, words):
    with pytest.raises(ValueError, match=words):
        blanked(code, "here")


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="yeers"):
        with_parameters("seed: int = 1  # x", {"yeers": 1})


# Building and marking


def test_what_is_handed_out_is_whole_and_the_same_each_time(tmp_path):
    first = build_course(tmp_path / "a", languages=("zh", "en"), seed=3, with_package=False)
    again = build_course(tmp_path / "b", languages=("zh", "en"), seed=3, with_package=False)
    assert [p.name for p in first] == [
        f"{who}-{language}.zip" for language in ("zh", "en") for who in ("student", "teacher")
    ]
    for one, two in zip(first, again, strict=True):
        assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(first[0]) as archive:
        names = set(archive.namelist())
        assert names == {f"student-zh/{p.name}" for p in NOTEBOOKS} | {"student-zh/README.md"}
        assert "模拟数据" in archive.read("student-zh/README.md").decode()
        for name in names:
            assert "SOLUTION" not in archive.read(name).decode()
    assert (tmp_path / "a" / "teacher-en" / "GUIDE.md").is_file()


def test_own_files_in_a_built_folder_are_kept(tmp_path):
    build_course(tmp_path, languages=("en",), with_package=False)
    own = tmp_path / "student-en" / "my_notes.txt"
    own.write_text("mine", encoding="utf-8")
    build_course(tmp_path, languages=("en",), seed=2, with_package=False)
    assert own.read_text(encoding="utf-8") == "mine"
    assert "seed: int = 2" in (tmp_path / "student-en" / NOTEBOOKS[0].name).read_text("utf-8")


def test_handed_in_work_is_marked_by_running_it(tmp_path):
    path = next(p for p in NOTEBOOKS if p.stem.startswith("2"))
    who = {"seed": SEED, "student": "17"}
    for name, version in (("ann", "teacher"), ("bo", "student")):
        (tmp_path / name).mkdir()
        text = json.dumps(derive(source(path), version, "en", who))
        (tmp_path / name / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "torn.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "other.ipynb").write_text('{"cells": []}', encoding="utf-8")
    table = mark_folder(tmp_path).set_index("notebook")
    assert table.loc[f"ann/{path.name}", "passed"].all()
    assert not table.loc[f"bo/{path.name}", "passed"].any()
    assert set(table.loc[f"bo/{path.name}", "verdict"]) == {"blank"}
    assert "no notebook" in table.loc["torn.ipynb", "error"]
    assert "no lesson" in table.loc["other.ipynb", "error"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--lang", "fr"], "zh, en, both"),
        (["build", "--seed", "-3"], "whole number"),
        (["mark", "nowhere"], "no folder"),
        (["mark", "."], "no notebook"),
    ],
)
def test_bad_commands_say_so_and_leave_nothing(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(cli_course.course, arguments)
    assert ran.exit_code == 2
    assert words in ran.output
    assert not list(tmp_path.iterdir())


def test_the_command_builds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = ["build", "--lang", "en", "--out", "out", "--no-package"]
    ran = CliRunner().invoke(cli_course.course, arguments)
    assert ran.exit_code == 0, ran.output
    assert "student-en.zip" in ran.output


@pytest.mark.parametrize("language", ["", ".zh"])
def test_the_guide_speaks_of_every_lesson_and_exercise_that_there_is(language, rooms):
    guide = (ROOT / "docs" / "teaching" / f"guide{language}.md").read_text(encoding="utf-8")
    for number, room in rooms.items():
        assert (f"### {number}. " in guide) or (f"### 第{number}课" in guide)
        assert any(key in guide for key in room.exercises)
