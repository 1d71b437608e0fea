"""The menu on the made-up nation finds what was put in; on reports it computes or says why not."""

import math
import re
import warnings

import pandas as pd
import pytest

from govdisc_analysis.analysis import Selection, Study, menu, open_study
from govdisc_analysis.analysis.menu.source import UnfitError, fit
from govdisc_analysis.analysis.sentences import Passage
from govdisc_analysis.simulate import simulate_corpus
from govdisc_analysis.stats.estimate import Base, refused
from tests.test_analysis import build, figure, report

_ROWS = [
    *("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8"),
    *("O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "L1", "L2"),
    *("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "M1"),
]
_VOLUME_CHARTS = (*(menu.volumes.groups_chart, menu.models.models_chart, menu.volumes.years_chart),)
_REQUEST_CHARTS = (
    *(menu.outcome_plots.rates_chart, menu.outcome_plots.trends_chart),
    menu.outcome_plots.standing_chart,
)
_PROBLEM_CHARTS = (
    *(menu.problem_plots.years_chart, menu.problem_plots.links_chart),
    menu.silence.silence_chart,
)
_BROKEN = re.compile(r"nan|inf\b|None|[{}]")


@pytest.fixture(params=["en", "zh"])
def nation(request):
    return menu.national(6, request.param)


@pytest.fixture
def english():
    return menu.national(6, "en")


def test_the_menu_finds_what_was_put_in(english):
    ratio = dict(menu.lines.volumes(english))["volume.groups"]
    assert ratio.low < math.exp(0.7) < ratio.high
    step = dict(menu.lines.breaks(english))["break.2019"]
    assert step.low < math.exp(-0.35) < step.high
    assert step.code == "R8"
    problems = dict(menu.lines.problems(english))
    low, high = problems["problem.silent"].details["bounds"]
    assert low < problems["problem.share"].estimate < high
    assert problems["problem.pair"].term == "late + shallow"


def test_every_row_has_its_specification_and_its_diagnostics(nation):
    assert menu.specifications(nation).frame.iloc[:, 0].tolist() == _ROWS
    asked = [part.checks(nation) for part in (menu.volumes, menu.outcomes, menu.problems)]
    rows = [row for one in asked for row in one.frame.iloc[:, 0]]
    joined = {"O2": "O3", "O8": "O9", "P6": "P7"}
    assert sorted([*rows, *joined.values()]) == sorted(_ROWS)
    words = " ".join(text for one in asked for text in one.frame.iloc[:, 1])
    assert not _BROKEN.search(words)
    assert not re.search(r"R\d", words.replace("R2", ""))


def test_every_row_has_its_plot(nation):
    charts = [chart(nation) for chart in (*_VOLUME_CHARTS, *_REQUEST_CHARTS, *_PROBLEM_CHARTS)]
    titles = " ".join(pd.concat([chart.table for chart in charts])["panel"].unique())
    assert set(re.findall(r"(?<![A-Z])[VOLPM]\d", titles)) == set(_ROWS)
    assert not re.search(r"agency_key|county_unit|stat2014", titles)


def test_diagnostics_say_what_was_put_in(english):
    links = menu.problem_plots.links_chart(english).table
    tiles = links[links["panel"].str.startswith("P3 from")].set_index(["series", "x"])["y"]
    again = dict(menu.lines.problems(english))["problem.again"].estimate
    assert tiles["with it", "next year with"] == pytest.approx(again)
    raw = links[links["panel"].str.startswith("P6, P7") & (links["series"] == "machine")]
    assert len(raw) == 5
    left = menu.volumes.groups_chart(english).table.query("panel.str.contains('left out')")
    ratio = dict(menu.lines.volumes(english))["volume.groups"].estimate
    assert left["y"].min() < ratio < left["y"].max()
    tip = menu.silence.silence_chart(english).table.query("panel.str.contains('tipping')")
    assert tip[tip["series"] == "line"]["y"].is_monotonic_increasing
    assert tip[tip["series"] == "rules"]["x"].tolist()[0] > 1


def test_every_row_and_every_threshold_is_refused_once(english):
    shown = menu.as_menu(menu.refusals.refusals(english), english).frame
    assert set(shown["result"]) == {"R1", "R2", "R3", "R4", "R7", "R8", "R9", "R10"}
    assert set(shown["row"]) == set(_ROWS)


def test_no_league_table_and_a_family_of_tests(nation):
    assert "League" not in str(menu.words.standing(nation)).split(".", 1)[1]
    family = menu.words.family(menu.lines.every(nation), nation).frame
    raw, held = (family.iloc[:, at].str.strip("<").astype(float) for at in (1, 2))
    assert (held >= raw).all()
    assert "NaN" not in menu.as_menu(menu.lines.every(nation), nation)._repr_html_()


def _everything(study):
    """Lines, checks and charts of a study: what a reader sees of it."""
    volumes, requests = menu.of_volumes(study), menu.of_requests(study)
    problems = menu.of_problems(study)
    lines = menu.lines
    tables = [
        menu.as_menu([*lines.volumes(volumes), *lines.breaks(volumes)], volumes),
        menu.volumes.checks(volumes),
        menu.as_menu(
            [*lines.rates(requests), *lines.trends(requests), *lines.redress(requests)], requests
        ),
        menu.outcomes.checks(requests),
        menu.as_menu(lines.problems(problems), problems),
        menu.problems.checks(problems),
    ]
    charts = [
        *(chart(volumes) for chart in _VOLUME_CHARTS),
        *(chart(requests) for chart in _REQUEST_CHARTS),
        *(chart(problems) for chart in _PROBLEM_CHARTS),
    ]
    return tables, charts


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("reports", [0, 1, 3])
def test_a_study_that_can_carry_nothing_says_so_in_every_row(reports, language):
    said = [figure(i, "proactive_total", 10 * i) for i in range(reports)]
    tables = build(reports=[report(i) for i in range(reports)], indicators=said)
    shown, charts = _everything(Study(tables, Selection(language=language)))
    for table in shown:
        cells = table.frame.astype(str).to_numpy().ravel().tolist()
        assert "" not in cells
        assert not _BROKEN.search(" ".join(cells))
    results = pd.concat([table.frame for table in shown[::2]]).iloc[:, 7]
    assert results.str.match(r"R\d+$").all()
    assert sum(isinstance(chart, Passage) for chart in charts) >= 4


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """The true tables of 150 simulated reports."""
    out = tmp_path_factory.mktemp("menu")
    simulate_corpus(out / "corpus", reports=150, seed=5)
    return out / "corpus" / "truth"


@pytest.mark.parametrize(
    "selection",
    [
        {},
        {"years": "2014:2018"},
        {"years": "2019:2020"},
        {"years": "2021:2024", "admin_level": "county"},
        {"years": "2016"},
        {"admin_level": "township"},
        {"admin_level": "prefecture"},
    ],
    ids=str,
)
def test_no_selection_breaks_it_or_leaves_a_cell_empty(simulated, selection):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)  # what other tests left to the collector
        shown, _ = _everything(open_study(simulated, **selection))
    for table in shown:
        cells = table.frame.astype(str).to_numpy().ravel().tolist()
        assert "" not in cells
        assert not _BROKEN.search(" ".join(cells))


def _two_levels():
    """Ten counties with 240 pieces a year and ten townships with 60, over four years of one form.

    The third year of every agency is missing; one township never had a report but its last.
    """
    reports, figures = [], []
    for agency in range(20):
        for year in (2021, 2022, 2024):
            number = 10 * agency + year - 2020
            level = "county" if agency < 10 else "township"
            names = {"agency": f"第{agency}局", "agency_id": f"a{agency:02d}", "province": "安徽省"}
            reports.append(report(number, year=year, admin_level=level, **names))
            pieces = (240 if agency < 10 else 60) + agency % 10 + (year == 2024) * 6
            upper = pieces + 9 if agency % 5 == 0 else None
            figures.append(figure(number, "proactive_total", pieces, upper))
    return Study(build(reports=reports, indicators=figures))


def test_the_panel_of_a_study_holds_its_own_numbers():
    source = menu.of_volumes(_two_levels(), levels=("county", "township"))
    assert source.groups == ("county", "township")
    assert source.data["g"].value_counts().to_dict() == {0.0: 30, 1.0: 30}
    assert (source.data["lo"] < source.data["hi"]).sum() == 12
    lines = dict(menu.lines.volumes(source))
    assert lines["volume.groups"].estimate == pytest.approx(0.27, abs=0.02)
    assert lines["volume.typical"].estimate * 12 == pytest.approx((248 * 66) ** 0.5, rel=0.05)
    assert source.data["half"].value_counts().to_dict() == {0.0: 20, 1.0: 40}
    checks = menu.volumes.checks(source).frame.set_index("row").iloc[:, 0]
    assert "0 agencies enter and 0 leave" in checks["V3"]
    assert "0 reports (0%) cover less than a year" in checks["V7"]
    assert "need 4" in checks["V8"]
    assert "20% to 20%" in checks["V6"]


def test_a_year_between_two_reports_is_owed():
    source = menu.of_problems(_two_levels())
    assert (len(source.data), len(source.owed)) == (60, 80)
    assert source.owed.loc[source.owed["silent"] == 1, "year"].tolist() == [2023] * 20
    assert source.owed["came"].isna().sum() == 20


def test_levels_that_are_not_there_are_refused_by_name():
    source = menu.of_volumes(_two_levels(), levels=("national", "province"))
    with pytest.raises(UnfitError, match="no reports of both levels"):
        _ = source.pair
    results = {key: row.code for key, row in menu.lines.volumes(source)}
    assert results["volume.groups"] == results["model.gee"] == "R1"
    assert not results["volume.typical"]


def test_fit_lets_numbers_through_and_carries_refusals():
    row = refused(Base(), "R1", "x", what="reports")
    with pytest.raises(UnfitError) as caught:
        fit(row)
    assert caught.value.row is row
