"""Analyses against numbers counted by hand on a small made-up corpus."""

import inspect
import re
from dataclasses import replace

import pandas as pd
import pytest

from govdisc_analysis.analysis import (
    Selection,
    Study,
    as_table,
    changes,
    corpus,
    harmonised,
    method,
    outcomes,
    problems,
    read_selection,
    select,
    volumes,
)
from govdisc_analysis.analysis.panel import (
    agency_years,
    choose_cluster,
    estimate_rows,
    figures_of,
    period_of,
)
from govdisc_analysis.analysis.sentences import in_words, say
from govdisc_analysis.schema import make_frame, table_names
from govdisc_analysis.simulate.render_text import marker
from govdisc_analysis.site.answers import answers_of
from govdisc_analysis.stats.estimate import Base, computed, refused
from govdisc_analysis.stats.guards import wide_ratio
from govdisc_analysis.store import write_tables
from govdisc_analysis.tables import Tables

PROVINCES = (
    "安徽省",
    "河北省",
    "浙江省",
    "山东省",
    "四川省",
    "湖北省",
    "福建省",
    "陕西省",
    "江西省",
)


def report(number, **more):
    row = {
        "report_id": f"r{number:03d}",
        "source_path": f"r{number:03d}.txt",
        "sha256": "0" * 64,
        "media_type": "text/plain",
        "status": "parsed",
        "agency": f"第{number}局",
        "province": PROVINCES[number % len(PROVINCES)],
        "admin_level": "county",
        "year": 2017,
        "identity_basis": "agency=title",
    }
    return row | more


def figure(number, indicator, value, upper=None, **more):
    row = {
        "report_id": f"r{number:03d}",
        "indicator": indicator,
        "value": float(value),
        "lower": float(value),
        "upper": float(value if upper is None else upper),
        "approximate": upper is not None,
        "origin": "narrative",
    }
    return row | more


def build(**rows):
    frames = {name: make_frame(name, rows.get(name, [])) for name in table_names()}
    return Tables(**frames)


def small():
    reports = [report(i) for i in range(20)]
    reports[18] |= {"year": 2008}
    reports[19] |= {"is_partial_year": True}
    figures = [figure(i, "requests_received", 0 if i < 5 else 4) for i in range(10)]
    figures += [figure(i, "proactive_total", 100) for i in range(17)]
    figures += [figure(17, "proactive_total", 650, 659), figure(18, "proactive_total", 49)]
    return Study(build(reports=reports, indicators=figures))


def test_silence_is_not_zero():
    said = [figure(i, "requests_received", 0 if i % 2 else 4) for i in range(54)]
    study = Study(build(reports=[report(i) for i in range(90)], indicators=said))
    assert len(figures_of(study, "requests_received")) == 54
    row = outcomes.share_without(study).iloc[0]
    assert (row["n_reports"], row["estimate"]) == (54, 0.5)
    assert "36 do not say" in str(outcomes.request_words(study))


def test_a_panel_is_computed_once_and_no_caller_changes_it():
    study = small()
    first = figures_of(study, "proactive_total")
    held = dict(study.frames)
    first["value"] = -1.0
    first.loc[first.index[0], "agency_key"] = "another"
    again = figures_of(study, "proactive_total")
    assert again["value"].min() == 49 and "another" not in set(again["agency_key"])
    assert all(study.frames[key] is frame for key, frame in held.items())


def test_years_covered():
    frame = agency_years(small()).set_index("report_id")["years_covered"]
    assert frame["r000"] == 1
    assert frame["r018"] == pytest.approx(245 / 366)
    assert pd.isna(frame["r019"])


def test_a_stated_part_of_a_year_is_exposure():
    dates = {"period_start": pd.Timestamp("2019-01-01"), "period_end": pd.Timestamp("2019-06-30")}
    one = report(1, year=2019, is_partial_year=True, **dates)
    covered = agency_years(Study(build(reports=[one])))["years_covered"]
    assert covered[0] == pytest.approx(181 / 365.25)


def test_the_typical_agency_of_equal_agencies():
    tables = build(
        reports=[report(i) for i in range(12)],
        indicators=[figure(i, "proactive_total", 90 if i % 2 else 110) for i in range(12)],
    )
    row = volumes.typical_table(Study(tables)).iloc[0]
    assert row["estimate"] == pytest.approx((90.5 * 110.5) ** 0.5, rel=0.02)
    assert row["low"] < row["estimate"] < row["high"]


def test_few_agencies_give_words_and_the_data_instead_of_a_number():
    tables = build(
        reports=[report(i) for i in range(3)],
        indicators=[figure(i, "proactive_total", 10 * i) for i in range(3)],
    )
    study = Study(tables, Selection(language="zh"))
    row = volumes.typical_table(study).iloc[0]
    assert pd.isna(row["estimate"])
    assert row["code"] == "R3"
    assert "机关" in row["note"]
    assert "agency_key" not in row["note"]
    assert volumes.described(study)["median"].tolist() == [10]
    assert as_table(volumes.typical_table(study), study).frame.iloc[0]["估计值"] == "R3"


def test_approximate_numbers_and_silence_are_counted_in_words():
    words = str(volumes.volume_words(small()))
    assert "stated by 19 reports" in words
    assert "1 gives an approximate number" in words
    assert "1 says nothing of it" in words


def test_one_agency_and_year_counts_once_and_the_program_is_preferred():
    typed = {"identity_basis": "all=hand_coded", "media_type": "text/csv"}
    rows = [report(1), report(1, report_id="r900", source_path="a.csv#1", **typed)]
    frame = agency_years(Study(build(reports=rows)))
    assert frame["report_id"].tolist() == ["r001"]


def test_one_agency_under_two_names_is_one_agency():
    rows = [
        report(1, agency_id="x"),
        report(1, report_id="r901", agency="改名局", agency_id="x", year=2018),
    ]
    assert agency_years(Study(build(reports=rows)))["agency_key"].drop_duplicates().size == 1


def test_the_form_goes_before_the_prose():
    given = {"outcome": "received", "count": 7.0, "lower": 7.0, "upper": 7.0, "basis": "form"}
    tables = build(
        reports=[report(1)],
        indicators=[figure(1, "requests_received", 9)],
        outcomes=[{"report_id": "r001", **given}],
    )
    assert figures_of(Study(tables), "requests_received")["value"].tolist() == [7]


def test_units_are_the_highest_that_are_enough():
    assert choose_cluster(agency_years(small())) == "province_unit"
    one = Study(build(reports=[report(i, province="安徽省", city=f"{i}市") for i in range(9)]))
    assert choose_cluster(agency_years(one)) == "city_unit"


def test_typed_reports_say_nothing_of_problems():
    rows = [report(1), report(2, identity_basis="all=hand_coded")]
    panel = problems.problem_panel(Study(build(reports=rows)))
    assert panel["report_id"].tolist() == ["r001"]


def test_problems_of_a_second_version_of_a_report_are_not_counted_again():
    rows = [report(1), report(2), report(2, report_id="r902", source_path="revised.txt")]
    texts = {"r001": "公开不够及时", "r002": "人员不足", "r902": "人员不足"}
    said = [{"report_id": key, "problem_no": 1, "text": text} for key, text in texts.items()]
    codes = [{"report_id": key, "problem_no": 1, "category": "staff"} for key in texts]
    codes.append({"report_id": "r902", "problem_no": 1, "category": "late"})
    study = Study(build(reports=rows, problems=said, problem_categories=codes))
    assert "2 statements of 1 kind." in str(problems.problem_words(study))
    (answer,) = [one for one in answers_of(study) if one.key == "problems"]
    assert "admit a problem, 2 in all" in answer.text[1]


def problem_study(n=16):
    text = [
        {"report_id": f"r{i:03d}", "problem_no": 1, "text": "更新不及时" if i < 4 else f"第{i}种"}
        | {"start": 0, "end": 5}
        for i in range(n)
    ]
    codes = [
        {"report_id": f"r{i:03d}", "problem_no": 1, "category": "timeliness", "cue": "不及时"}
        for i in range(n // 2)
    ]
    return Study(
        build(reports=[report(i) for i in range(n)], problems=text, problem_categories=codes)
    )


def test_prevalence_and_copied_text():
    study = problem_study()
    late = list(problems.categories()).index("timeliness")
    every, fresh = problems.prevalence(study), problems.prevalence(study, distinct=True)
    assert every.loc[late, ["n_reports", "with_it"]].tolist() == [16, 8]
    assert fresh.loc[late, ["n_reports", "with_it"]].tolist() == [13, 5]
    assert "3 reports repeat" in str(problems.problem_words(study))


def test_five_reports_show_counts_and_their_words():
    study = problem_study(5)
    chart = problems.prevalence_chart(study)
    assert list(chart.table.columns) == ["group", "with_it"]
    assert set(problems.coded_statements(study)["cue"].dropna()) == {"不及时"}


def test_failed_checks_are_listed_with_both_sides():
    check = {"check": "requests.balance", "subject": "total", "severity": "error"}
    found = {"left": 5.0, "right": 4.0, "difference": 1.0, "result": "failed", "passed": False}
    tables = build(
        reports=[report(1)],
        checks=[{"report_id": "r001", **check, **found, "fault": "source", "message": "5, 4"}],
    )
    row = corpus.failed_checks(Study(tables)).iloc[0]
    assert (row["source_path"], row["left"], row["right"]) == ("r001.txt", 5, 4)
    assert "**1 fails**" in str(corpus.quality_words(Study(tables)))


def test_quarantined_documents_are_listed_with_their_reason():
    rows = [report(1), report(2, status="quarantined", message="no text", year=None)]
    study = Study(build(reports=rows))
    assert corpus.unread(study)["message"].tolist() == ["no text"]
    assert "1 document could not be read" in str(corpus.describe(study))


def test_selection_leaves_reports_out_of_every_table():
    study = small()
    part = select(study.tables, Selection(years=(2008, 2008)))
    assert part.reports["report_id"].tolist() == ["r018"]
    assert part.indicators["report_id"].unique().tolist() == ["r018"]
    assert len(select(study.tables, Selection(region="河北省")).reports) == 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"years": "2020:2016"}, "after the last"),
        ({"years": "abc"}, "first:last"),
        ({"years": "20:21"}, "first:last"),
        ({"region": "没有此地"}, "no place"),
        ({"admin_level": "galaxy"}, "choose from"),
        ({"agency_type": "wizards"}, "choose from"),
        ({"language": "fr"}, "zh, en"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        read_selection(**given)


def test_periods_change_with_the_form():
    assert [period_of(y) for y in (2008, 2014, 2019, 2021)] == [
        "2008-2013",
        "2014-2018",
        "2019-2020",
        "2021-",
    ]


QUESTIONS = [
    f
    for module in (corpus, volumes, changes, outcomes, harmonised, problems)
    for name, f in vars(module).items()
    if inspect.isfunction(f)
    and f.__module__ == module.__name__
    and not name.startswith("_")
    and [p.name for p in inspect.signature(f).parameters.values() if p.default is p.empty]
    == ["study"]
]


# what another test's kernels left behind to the collector of garbage is not this test's
@pytest.mark.filterwarnings("error", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("name", "language"), [("nothing", "zh"), ("one", "en")])
def test_every_question_has_an_answer_where_there_is_hardly_any_data(name, language):
    rows = [] if name == "nothing" else [report(1)]
    study = Study(build(reports=rows), Selection(language=language))
    assert len(QUESTIONS) > 25
    for question in QUESTIONS:
        answer = question(study)
        if isinstance(answer, pd.DataFrame):
            assert "NaN" not in as_table(answer, study)._repr_html_(), question.__name__


def test_a_sentence_needs_its_slots():
    with pytest.raises(KeyError):
        say("corpus.unread", "en")


def test_the_start_page_refuses_what_no_report_states():
    study = Study(build(reports=[report(1), report(2)]))
    found = {a.key: a.text[1] for a in answers_of(study)}
    for key in ("published", "none", "granted", "reviews", "litigations", "problems"):
        assert "silence, not zero" in found[key], key
    assert "silence" not in str(answers_of(Study(build())))


def test_the_start_page_gives_no_median_of_a_handful_of_agencies():
    figures = [figure(1, "proactive_total", 120), figure(2, "proactive_total", 650)]
    few = Study(build(reports=[report(1), report(2)], indicators=figures))
    found = {a.key: a.text[1] for a in answers_of(few)}["published"]
    assert "**120–650 items**" in found and "Half" not in found
    assert "Half of the" in {a.key: a.text[1] for a in answers_of(small())}["published"]


def test_the_start_page_names_every_kind_of_problem_that_stands_first():
    study = problem_study()
    first = {a.key: a.text[1] for a in answers_of(study)}["problems"]
    codes = study.tables.problem_categories
    again = codes.assign(category="depth_of_content")
    tied = Study(replace(study.tables, problem_categories=pd.concat([codes, again])))
    both = {a.key: a.text[1] for a in answers_of(tied)}["problems"]
    assert first.count(",") + 1 == both.count(",")
    none = Study(replace(study.tables, problem_categories=codes.iloc[:0]))
    assert "none of a kind" in {a.key: a.text[1] for a in answers_of(none)}["problems"]


def test_a_sentence_about_nothing_is_not_there():
    words = str(volumes.volume_words(small()))
    assert "1 covers less than a year" in words
    assert not re.search(r"\b0 (?:state|give|cover|say|report)", words)
    plain = [figure(i, "proactive_total", 100 + i) for i in range(20)]
    words = str(volumes.volume_words(Study(build(reports=[report(i) for i in range(20)],
                                                 indicators=plain))))  # fmt: skip
    assert not re.search(r"\b0\b|less than a year|approximate", words)
    assert "repeat" not in str(problems.problem_words(Study(build(reports=[report(1)]))))


def form_study(grow_narrow=1.0, grow_broad=1.0):
    """Ten agencies, 2016 to 2021, three forms; granted changes by points a year."""
    reports, requests, figures = [], [], []
    for agency in range(10):
        for year in range(2016, 2022):
            name = f"a{agency}y{year}"
            form = "stat2014" if year < 2019 else "form2019" if year < 2021 else "form2021"
            reports.append(
                report(agency, report_id=name, source_path=name, year=year, template=form)
            )
            full = 30 + grow_narrow * (year - 2016) + agency % 3
            part = 20 + (grow_broad - grow_narrow) * (year - 2016)
            if form == "stat2014":
                counts = {"answered": 100, "already_public": 0, "disclosed": full,
                          "partially_disclosed": part, "refused": 9,
                          "refused_not_government_information": 1, "not_own_agency": 2,
                          "not_existing": 3, "amend": 4, "other_channel": 0}  # fmt: skip
                figures += [
                    figure(0, f"requests_{k}", v, report_id=name, origin="table")
                    for k, v in counts.items()
                ]
                continue
            counts = {"disclosed": full, "partially_disclosed": part, "refused.state_secret": 9,
                      "unavailable.not_held": 2, "not_processed.petition": 4, "other.other": 0,
                      "processed_total": 100}  # fmt: skip
            requests += [
                {"report_id": name, "template": form, "item": k, "applicant": "total", "count": v}
                for k, v in counts.items()
            ]
    return Study(build(reports=reports, requests=requests, indicators=figures))


def test_shares_over_the_forms_come_in_two_readings_and_two_denominators():
    table = harmonised.harmonised_rates(form_study(0, 0)).set_index("group")["estimate"]
    assert len(table) == 8
    assert table["of all processed requests, narrow"] == pytest.approx(0.309)
    assert table["of all processed requests, broad"] == pytest.approx(0.509)
    assert table["of resolvable requests, narrow"] == pytest.approx(0.309 / 0.96)
    assert table["of resolvable, average agency, broad"] == pytest.approx(0.509 / 0.96)
    refused = harmonised.harmonised_rates(form_study(0, 0), "refused").set_index("group")
    assert refused.loc["of all processed requests, narrow", "estimate"] == pytest.approx(0.085)


def test_a_trend_over_the_forms_stands_only_where_both_readings_agree():
    across = harmonised.harmonised_trends(form_study(2, 1)).query("group.str.contains('across')")
    assert across["estimate"].tolist()[0] == pytest.approx(2)
    assert across["broad"].tolist()[0] == pytest.approx(1)
    assert set(across["code"]) == {"R8"}
    against = harmonised.harmonised_trends(form_study(2, -1)).query("group.str.contains('across')")
    assert against[["estimate", "low", "high", "broad"]].isna().all(axis=None)
    assert set(against["code"]) == {"R8"}
    assert against["note"].str.startswith("Not computed").all()


def test_inside_a_form_both_readings_stand():
    table = harmonised.harmonised_trends(form_study(2, -1)).set_index("group")
    inside = table.loc["2014 statistics table, of all processed"]
    assert inside["estimate"] == pytest.approx(2)
    assert inside["broad"] == pytest.approx(-1)


def test_every_specification_that_was_run_is_listed():
    table = changes.specifications(small()).set_index("group")
    assert len(table) == 6
    named = table.loc["without approximate numbers", "n_reports"]
    assert named == table.iloc[0]["n_reports"] - 1
    assert table.loc["complete years only", "n_reports"] == table.iloc[0]["n_reports"] - 1


def test_a_refusal_of_every_row_is_said_once():
    rows = [(f"k{i}", refused(Base(5, 5), "R3", "x", need=8)) for i in range(12)]
    shown = as_table(estimate_rows(rows, "en"), small())
    assert shown._repr_html_().count("Not computed (R3)") == 1
    mixed = estimate_rows([*rows[:2], ("k", computed(Base(9, 9), 0.5, 0.4, 0.6, "x", "y"))], "en")
    html = as_table(mixed, small())._repr_html_()
    assert html.count("Not computed (R3)") == 1
    assert html.count("<td>R3</td>") == 6


def test_a_simulated_corpus_is_called_synthetic_wherever_it_is_shown():
    tables = replace(small().tables, texts={f"r{i:03d}": f"报告 {marker()}" for i in range(20)})
    study = Study(tables)
    assert "SYNTHETIC" in str(corpus.limits(study))
    assert "SYNTHETIC" in corpus.source_note(study, 5)
    assert "SYNTHETIC" not in corpus.source_note(small(), 5)


def wide():
    """A ratio that was computed, but whose limits lie so far apart that it says nothing."""
    counts = {"events": 30.0, "trials": 65.0}
    row = computed(
        Base(24, 11, 4.0), 459, 0.8, 258276, "rate", "jackknife", scale="rate", details=counts
    )
    return wide_ratio(row, -7.0, 5.5, per=1000)


def test_what_is_too_wide_to_read_is_said_in_words_with_the_data():
    row = estimate_rows([("all", wide())], "en").iloc[0]
    assert row[["estimate", "low", "high"]].isna().all()
    assert row["note"].startswith("Too wide to read (R11): 0.8 to 260,000, from 24 reports of 11")
    assert "30 of 65" in row["note"]
    assert in_words(wide(), "zh") == estimate_rows([("all", wide())], "zh").loc[0, "note"]


def test_words_of_a_wide_ratio_have_its_own_unit():
    assert "interval 0.912 to 2.45e+05" in wide().reason_en


def test_one_is_singular():
    check = {"check": "requests.balance", "subject": "total", "severity": "error"}
    rows = [{"report_id": "r001", **check, "result": "passed", "passed": True}]
    study = Study(build(reports=[report(1)], checks=rows))
    assert "on 1 report: 1 holds, **0 fail**" in str(corpus.quality_words(study))


def test_lawsuits_with_one_of_two_totals_missing_are_unknown_not_fewer():
    def total(number, channel, count):
        where = {"report_id": f"r{number:03d}", "channel": channel, "result": "total"}
        return where | {"count": count}

    cells = [
        *(total(0, "litigation_direct", 2), total(0, "litigation_after_reconsideration", 1)),
        *(total(1, "litigation_direct", 5), total(1, "litigation_after_reconsideration", None)),
        *(total(2, "litigation_direct", 5), total(2, "litigation_after_reconsideration", None)),
        *(total(3, "litigation_direct", 0), total(3, "litigation_after_reconsideration", 0)),
    ]
    said = [figure(2, "litigations", 6)]
    tables = build(reports=[report(i) for i in range(4)], redress=cells, indicators=said)
    found = outcomes.redress_figures(Study(tables), "litigations")
    assert found.set_index("report_id")["value"].to_dict() == {"r000": 3, "r002": 6, "r003": 0}


def test_sentences_in_chinese_have_no_space_between_them():
    study = Study(build(reports=[report(0)], indicators=[figure(0, "proactive_total", 3)]))
    ((_, row), *_) = volumes.typical_volume(study)
    assert row.estimate is None
    assert " " not in in_words(row, "zh") and ". " in in_words(row, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_corpus_of_one_report_or_none_read_has_a_method_and_a_start_page(tmp_path, language):
    lost = report(0, status="quarantined", agency=None, year=None, province=None)
    for name, one in (("lost", lost), ("one", report(0))):
        write_tables(build(reports=[one]), tmp_path / name)
        study = Study(build(reports=[one]), Selection(language=language), folder=tmp_path / name)
        assert "30" in str(method.own_shape(study))
        assert not method.compared(study, panels=1).empty
    zh, en = answers_of(Study(build(reports=[lost])))[0].text
    assert "0份" not in zh and "read by the program" not in en and "1 could not be read" in en
    mixed = build(reports=[lost, report(1)])
    assert answers_of(Study(mixed))[0].text[1].startswith("**1 report**")


def test_an_indicator_that_is_none_is_no_silence():
    study = Study(build(reports=[report(1)]))
    with pytest.raises(ValueError, match="near: proactive_total"):
        figures_of(study, "proactve_total")
