"""Every message of a check, the log or an unread file is there in Chinese too."""

import ast
import re

import pytest

from govdisc_analysis import parse_corpus
from govdisc_analysis.codebook import load_csv
from govdisc_analysis.messages import in_language
from tests.bad_input import QUARANTINED
from tests.shared import ROOT

_PLACES = {  # which argument of a call is the message
    **{"Unreadable": 0, "_RefusedError": 0, "info": 0, "warning": 0, "_note": 0, "append": 0},
    **{"Note": 2, "_failure": 2, "note": 1},
}
_WORDS_IN_SLOTS = {
    *("1 1, more than the 1 that are read", "spam 1: 1"),
    "1 script, 1 of the Han characters converted by OpenCC t2s",
}
_SPEAKERS = ("read", "clean", "forms", "checks", "corpus", "parse.py", "manifest.py")


def _messages():
    """Every message that stands in a call, with 1 in its slots."""
    for path in (ROOT / "govdisc_analysis").rglob("*.py"):
        if path.relative_to(ROOT / "govdisc_analysis").parts[0] not in _SPEAKERS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                owner = getattr(getattr(node.func, "value", None), "id", "")
                if name in _PLACES and (name != "append" or owner == "reasons"):
                    yield from _text(node.args[_PLACES[name] :][:1])


def _text(found):
    for node in found:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            parts = [v.value if isinstance(v, ast.Constant) else "1" for v in node.values]
            yield "".join(parts)


def test_every_message_in_the_code_has_its_chinese():
    found = {m for m in _messages() if " " in m and not m.startswith("number not taken")}
    assert len(found) > 60
    assert {m for m in found if in_language(m, "zh") == m} == _WORDS_IN_SLOTS


@pytest.mark.parametrize(
    "message",
    [
        "600,000 lines, more than the 500,000 that are read",
        "3,000,000 tags, more than the 2,000,000 that are read",
        "traditional script, 97.1% of the Han characters converted by OpenCC t2s",
        "mixed script, 7.0% of the Han characters converted by OpenCC t2s",
        "spam cut: bet365",
        "spam read as 公开: 澳门",
    ],
)
def test_messages_whose_slots_hold_words_have_their_chinese(message):
    assert in_language(message, "zh") != message


@pytest.mark.parametrize("check", load_csv("checks.csv"), ids=lambda row: row["check"])
def test_every_failure_has_its_chinese(check):
    message = check["message"].format(subject="总计", left=12.0, right=1500.5)
    said = in_language(
        f"{message}; all identities would hold if processed_total were 3 instead of 4", "zh"
    )
    assert "12" in said
    assert "1500.5" in said
    assert said.endswith("若办理总计为3而非4，则全部等式成立")
    assert not re.search(r"[a-z]{2}", said)


@pytest.mark.parametrize("reading", load_csv("readings.csv"), ids=lambda row: row["label"])
def test_every_reading_has_its_chinese(reading):
    about, label = reading["indicator"], reading["label"]
    said = in_language(f"{about}: the prose says 2, no meaning fits ({label} = 3)", "zh")
    fits = in_language(f"{about}: fits as {reading['reading']} ({label})", "zh")
    assert "＝3" in said
    assert not re.search(r"[a-z]{2}", said + fits)


def test_what_a_run_says_has_its_chinese(tmp_path):
    for name, (build, _) in QUARANTINED.items():
        (tmp_path / name.split("/")[0]).write_bytes(build())
    tables = parse_corpus(tmp_path, jobs=1)
    log = tables.log["message"]
    said = {*tables.reports["message"], *log[~log.str.startswith("number not taken")]}
    said = {message for message in said if isinstance(message, str)}
    assert len(said) > 10
    assert {message for message in said if in_language(message, "zh") == message} == set()


def test_what_no_row_covers_stays():
    assert in_language("no such message; the agency is not told", "zh") == (
        "no such message；未载明机关"
    )
    assert in_language("the agency is not told", "en") == "the agency is not told"
