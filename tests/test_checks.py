"""Each check has a case that makes it fail, one that passes, and one that can't be evaluated."""

import re

import pandas as pd
import pytest

from govdisc_analysis.checks import check_arithmetic, check_form, check_prose
from govdisc_analysis.checks.across import check_children, check_years
from govdisc_analysis.checks.form import rules
from govdisc_analysis.codebook import load_csv, load_patterns
from govdisc_analysis.models import Figure, FormCell

APPLICANTS = [row["applicant"] for row in load_csv("applicants.csv")]
ITEMS = [row["item"] for row in load_csv("request_items.csv") if row["item"] != "other"]
RESULTS = ["upheld", "corrected", "other", "pending", "total"]
STAT2014 = {
    **dict.fromkeys(["requests_in_person", "requests_fax", "requests_online"], 2),
    **{"requests_letter": 1, "requests_received": 7},
    **{"requests_closed_on_time": 6, "requests_closed_extended": 1, "requests_closed": 7},
    **{"requests_already_public": 1, "requests_disclosed": 1, "requests_partially_disclosed": 1},
    **{"requests_refused": 2, "requests_not_own_agency": 1, "requests_not_existing": 1},
    **{"requests_amend": 0, "requests_other_channel": 0, "requests_answered": 7},
    **{"requests_refused_state_secret": 1, "requests_refused_trade_secret": 1},
    **dict.fromkeys(
        ["privacy", "security_stability", "not_government_information", "other_law"], None
    ),
}


def cell(table, key, value, template="form2021"):
    state = "blank" if value is None else "number" if value else "zero"
    return FormCell(table, template, key, value, state, "", str(value), 0, 1, "grid")


def requests_form(**changes):
    """A form in which every identity holds; ``changes`` by "item/applicant"."""
    values = {(item, applicant): 0 for item in ITEMS for applicant in APPLICANTS}
    for applicant, n in (("natural_person", 3), ("commercial_enterprise", 2), ("total", 5)):
        values[("new_received", applicant)] = n
        values[("disclosed", applicant)] = n
        values[("processed_total", applicant)] = n
    for key, value in changes.items():
        item, applicant = key.split("/")
        values[(item, applicant)] = value
    return [cell("requests", key, value) for key, value in values.items()]


def redress_form(**changes):
    values = {"upheld": 1, "corrected": 0, "other": 1, "pending": 0, "total": 2, **changes}
    return [cell("redress", ("reconsideration", result), values[result]) for result in RESULTS]


def stat_form(**changes):
    reasons = {
        f"requests_refused_{name}": 0
        for name in (
            *("state_secret", "trade_secret", "privacy", "security_stability"),
            *("not_government_information", "other_law"),
        )
    }
    values = {
        **{k: v for k, v in STAT2014.items() if k.startswith("requests") and v is not None},
        **reasons,
        "requests_refused_privacy": 2,
        **{"reviews": 2, "reviews_upheld": 1, "reviews_corrected": 0, "reviews_other": 1},
        **{"litigations": 1, "litigations_upheld": 1, "litigations_corrected": 0},
        **{"litigations_other": 0, "staff_total": 5, "staff_full_time": 1, "staff_part_time": 4},
        **changes,
    }
    return [cell("stat2014", (key,), value, "stat2014") for key, value in values.items()]


def results(findings, check):
    return {f.subject: f.result for f in findings if f.check == check}


@pytest.mark.parametrize("form", [requests_form(), redress_form(), stat_form()])
def test_a_sound_form_passes_every_check(form):
    findings = check_form(form)
    assert findings
    assert {f.result for f in findings} == {"passed"}


@pytest.mark.parametrize(
    ("form", "check", "subject"),
    [
        (requests_form(**{"carried_out/total": 1}), "requests.balance", "total"),
        (requests_form(**{"not_processed.petition/total": 1}), "requests.outcome_sum", "total"),
        (requests_form(**{"disclosed/other_org": 1}), "requests.applicant_sum", "disclosed"),
        (redress_form(total=3), "redress.result_sum", "reconsideration"),
        (stat_form(requests_fax=9), "stat2014.requests_received_sum", "requests_received"),
        (stat_form(requests_closed=9), "stat2014.closed_sum", "requests_closed"),
        (stat_form(requests_amend=9), "stat2014.answered_sum", "requests_answered"),
        (stat_form(requests_refused_privacy=1), "stat2014.refused_sum", "requests_refused"),
        (stat_form(reviews_other=0), "stat2014.reviews_sum", "reviews"),
        (stat_form(litigations=0), "stat2014.litigations_sum", "litigations"),
        (stat_form(staff_total=6), "stat2014.staff_sum", "staff_total"),
    ],
)
def test_a_broken_identity_fails(form, check, subject):
    assert results(check_form(form), check)[subject] == "failed"


def test_every_form_check_is_covered_above():
    known = {row["check"] for row in load_csv("identities.csv")}
    tested = {args[1] for mark in test_a_broken_identity_fails.pytestmark for args in mark.args[1]}
    assert known == tested
    assert known <= rules().keys()


def test_an_all_blank_form_passes_nothing():
    blank = [cell("requests", (i, a), None) for i in ITEMS for a in APPLICANTS]
    assert {f.result for f in check_form(blank)} == {"not_evaluable"}


def test_one_missing_cell_makes_its_identities_not_evaluable():
    findings = check_form(requests_form(**{"carried_in/total": None}))
    assert results(findings, "requests.balance")["total"] == "not_evaluable"
    assert results(findings, "requests.balance")["natural_person"] == "passed"


def test_a_form_of_2019_has_one_other_row():
    form = [c for c in requests_form() if not c.key[0].startswith("other.")]
    form += [cell("requests", ("other", a), 0, "form2019") for a in APPLICANTS]
    assert {f.result for f in check_form(form)} == {"passed"}


def test_two_readings_tell_whose_error_it_is():
    broken = requests_form(**{"carried_out/total": 1})
    for other, fault in [((), "unclear"), (broken, "source"), (requests_form(), "parser")]:
        findings = check_form(broken, lambda reading=other: reading)
        assert [f.fault for f in findings if f.check == "requests.balance" and f.fault] == [fault]


def test_the_hint_names_the_one_cell_that_would_mend_everything():
    broken = requests_form(**{"disclosed/natural_person": 4})
    messages = {f.message for f in check_form(broken) if f.result == "failed"}
    assert all("disclosed / natural_person were 3 instead of 4" in m for m in messages)


def test_no_hint_where_no_single_cell_would_do():
    broken = requests_form(**{"carried_out/total": 1, "carried_in/other_org": 4})
    assert not any("would hold" in f.message for f in check_form(broken))


def figure(indicator, value, lower=None, upper=None):
    low, high = value if lower is None else lower, value if upper is None else upper
    return Figure(indicator, value, low, high, low != high, "件", "narrative", "", "", 0, 1, "r")


@pytest.mark.parametrize(
    ("said", "result", "words"),
    [
        (figure("requests_received", 5), "passed", "newly received"),
        (figure("requests_received", 6), "passed", "newly received plus carried in"),
        (figure("requests_received", 7), "failed", "no meaning fits"),
        (figure("requests_received", 4, 4, 9), "passed", "newly received"),
        (figure("requests_closed", 5), "passed", "processed"),
    ],
)
def test_prose_against_form(said, result, words):
    form = requests_form(**{"carried_in/total": 1, "carried_out/total": 1})
    (finding,) = check_prose([said], form)
    assert (finding.result, finding.subject) == (result, said.indicator)
    assert words in finding.message


def test_prose_against_a_blank_form_is_not_evaluable():
    blank = [cell("requests", (i, a), None) for i in ITEMS for a in APPLICANTS]
    (finding,) = check_prose([figure("requests_received", 5)], blank)
    assert finding.result == "not_evaluable"


def test_prose_against_the_statistics_table():
    (finding,) = check_prose([figure("requests_received", 8)], stat_form())
    assert (finding.result, finding.right) == ("failed", 7)


ARITHMETIC = [
    ("主动公开 7 件,同比 2021 年 9 件减少 2 件,下降 28.6%。", ["passed", "failed"]),
    ("公开信息58条,较去年减少14条(2021年为75条)。", ["failed"]),
    ("公开信息61条,较去年减少14条(2021年为75条)。", ["passed"]),
    ("收到申请56件,其中网络申请30件,信函申请20件,当面申请5件。", ["failed"]),
    ("收到申请55件,其中网络申请30件,信函申请20件,当面申请5件。", ["passed"]),
    ("公开1887条,由1128条增加到1887条,增长67.3%。", ["passed", "passed"]),
    ("公开1887条,由1128条增加到1887条,增长67.4%。", ["passed", "failed"]),
    ("主动公开信息由2022年的1457条增加到581条。", ["failed"]),
    ("主动公开信息由2022年的1457条减少到581条。", ["passed"]),
    ("申请由上年的6件减至9件。", ["failed"]),
    ("公开信息由100条减少到80条,微博信息增加到90条。", ["passed"]),
    ("公开量由100余条增加到近110条。", ["passed"]),
    ("测评排名由第12位上升到第5位,由12位上升到5位。", []),
    ("专职人员由3名增加到2个科室。", []),
    ("主动公开1887条,比上年增加759条,增长67.3%。", ["passed"]),
    ("主动公开1887条,比上年减少759条,下降28.7%。", ["passed"]),
    ("主动公开1082条,较去年的900条增加181条。", ["failed"]),
    ("主动公开1082条,较去年的900条增加182条,同比增长20.2%。", ["passed", "passed"]),
    ("公开100条,其中网站80条,占80%。", ["passed"]),
    ("公开100条,其中网站80条,占82%。", ["failed"]),
    ("从结果看,57件全部办结:公开29件,占51.9%;部分公开3件。", ["failed"]),
    ("收到申请12件,办结12件,办结率100%。", ["passed"]),
    ("收到申请12件,办结11件,办结率100%。", ["failed"]),
    ("公开信息500条,其中网站300条,微信100条,其他渠道110条。", ["failed"]),
    ("公开信息650余条,其中网站300条,微信100条,其他渠道255条。", ["passed"]),
    ("答复申请2件,其中信息不存在1件,不属于本机关公开4件。", ["failed"]),
    ("答复申请12件,其中信息不存在1件,不属于本机关公开4件。", []),
    ("信息发布量由1128条增加到1887条,在省政府网站发布514条,总计2401条。", ["passed"] * 2),
    ("公开信息586条(网站12条,微信530条,微博44条)。", ["passed"]),
    ("公开信息3412条,通过网站3377条,通过公报35条。", ["passed"]),
    ("收到申请22宗。当面提交7宗,网上提交11宗,信函4宗。", ["passed"]),
    ("受理申请57件。按申请形式划分,网上申请28件、当面申请22件、信函6件、传真2件。", ["failed"]),
    ("本年公开419条,上年度383条,增加36条,增长10.4%。", ["passed", "failed"]),
    ("公开信息1918条。微信987条,微博186条;工作动态占71%,通知公告占16%。", []),
    ("办理建议17件,回复来信130件,办复率100%。", []),
    # parts that have shares of their own are nobody's whole
    ("收到申请3件。其中,当面2件,占66.7%;网上1件,占33.3%。", ["passed"] * 3),
    ("收到申请3件。其中,当面2件,占66.7%;网上1件,占35%。", ["passed", "failed", "passed"]),
    ("网站公开498件,占92.9%;报刊公开38条,占7.1%。", []),
    ("收到申请20件,较上年(16件)增加4件,增长25%。", ["passed", "passed"]),
    ("收到申请36件,同比2021年(24件)增长44%。", ["failed"]),
    ("公开信息1548条,上年为1444条,同比增长12.5%。", ["failed"]),
    ("公开信息158条,其中许可42条、处罚35条、动态71条,合计158条。", ["failed"]),
    ("公开信息148条,其中许可42条、处罚35条、动态71条,合计148条。", ["passed", "passed"]),
    ("公开信息2891条,较上年的1395条增加1496条,增长110.94%。", ["passed", "failed"]),
    # a list that opens a sentence breaks down the total, not the last part of the list before
    ("收到申请3件。从方式看,网上1件,信函1件。从答复看,同意公开0件,不予公开1件,不存在1件。", []),
    ("收到的申请中,网上27件,信函150件。从结果看,不存在72件,不属于64件,告知13件。", []),
    ("收到申请3件。从答复情况看,同意公开1件,部分公开0件,不予公开2件,不存在1件。", ["failed"]),
    ("资金类67条。2022年为98条,今年较上年增加15条,增长15.3%。", []),
    ("公开2136条,同比增加8%(2018年为1936条)。", ["failed"]),
    ("收到申请65件,同比增长30%(2021年50件)。", ["passed"]),
    ("收到申请30件(2021年25件),增长20%。", ["passed"]),
    # a list ends with its bracket, what both wholes hold is neither's, a share can be a list's
    ("财政信息6条(其中王河镇4条、原公店乡2条);其他信息210条。", ["passed"]),
    ("答复9件,不同意公开2件(均涉及隐私),不属于本机关3件,不存在4件。", ["passed"]),
    ("复议3件、诉讼3件,其中复议维持3件、诉讼维持3件。", []),
    ("公开3320条,政策法规类31条,其中法规15条,文件16条,占总体的1%。", ["passed", "passed"]),
    ("公开900条。从内容看,动态600条,其他300条;从渠道看,网上500条,其他400条。", ["passed"] * 2),
    ("公开100条,其中甲类20条(乙8条、丙12条),占总数的20%。", ["passed"]),
    ("收到9件:网站6件、信件3件。较上年7件增加2件。", ["passed", "passed"]),
    ("公开890条,其中网站720条。比上年700条增加20条。", ["passed"]),
    ("专职2人,兼职15人,共17人。", ["passed"]),
    ("专职2人,兼职15人,共18人。", ["failed"]),
    ("公开栏3个,电子屏2个,共26个村。", []),
    ("一季度公开210条、二季度190条、三季度230条、四季度260条,全年合计900条。", ["failed"]),
    ("机构职能3条,法规文件11条,招投标27条,合计42条。", ["failed"]),
    ("收到申请12件,上年结转3件,共16件。", ["failed"]),
    ("行政复议3件,维持2件、纠正2件。", ["failed"]),
    ("行政复议维持10件,纠正2件,其他1件。", []),
    ("解读12篇,其中图解6篇、文字解读4篇、音视频解读3篇。", ["failed"]),
    ("收到申请9件。其中本级4件。当面6件,占66.7%;传真3件,占33.3%。", []),
    ("2010年新增247条。其中机构类12条,占4.9%。", ["passed"]),
    ("累计618条,其中2010年新增247条。在2010年公开的信息中,机构类12条,占4.9%。", ["passed"]),
    ("公开890条,占应公开总数900条的98.9%。", ["passed"]),
    ("公开890条,占应公开总数900条的88.9%。", ["failed"]),
    ("收到申请12件,比上年的4件增加了2倍。", ["passed"]),
    ("收到申请12件,比上年的4件增加了3倍。", ["failed"]),
    ("收到申请13件,是上年(4件)的3.25倍。", ["passed"]),
    ("收到申请13件,是上年(4件)的4倍。", ["failed"]),
    ("微信阅读量是上年的3倍。", []),
    # what changes behind a list is what the list breaks down; 等 can be a part of a name
    ("收到申请11件:网站7件、信函4件。较上年9件增加2件,增长22.2%。", ["passed", "passed", "passed"]),
    ("收到申请11件:网站7件、信函4件。较上年8件增加2件。", ["failed", "passed"]),
    ("公开412条,其中网站198条,公开栏150条,广播等形式公开74条。", ["failed"]),
    ("网站公开900条(其中动态20条),总计910条。", []),
    # a list of examples claims nothing; a rate without its base claims nothing
    ("公开信息650条,其中房屋征收322条,危房改造20条。", []),
    ("公开信息182条,同比增加82%。", []),
    ("全市办结率100%,满意率99%。", []),
    ("公开网站信息322条,微信20条。", []),
]


@pytest.mark.parametrize(("text", "expected"), ARITHMETIC)
def test_arithmetic_said_in_prose(text, expected):
    assert [f.result for f in check_arithmetic(text)] == expected


def _terms(rule, kind):
    import re

    patterns = {k: re.compile(rule[k]) for k in ("before", "after") if k in rule}
    for example in rule[kind]:
        before, rest = example.split("[")
        after = rest.partition("]")[2]
        unit = re.match(r"[件条次%]?", after)[0]
        yield (
            bool(patterns["before"].search(before))
            and ("after" not in patterns or bool(patterns["after"].search(after[len(unit) :])))
        )


@pytest.mark.parametrize(
    "name", ["base", "past", "bracket", "into", "delta", "growth", "share", "rate", "total", "sum"]
)
def test_the_words_of_arithmetic(name):
    rule = load_patterns("arithmetic.toml")[name]
    assert all(_terms(rule, "hits"))
    assert not any(_terms(rule, "misses"))


@pytest.mark.parametrize("name", ["into", "delta"])
def test_the_words_before_a_count_end_in_no_other_character(name):
    rule = load_patterns("arithmetic.toml")[name]
    pattern = re.compile(rule["before"])
    signs = sorted({c for c in rule["before"] if "\u4e00" <= c <= "\u9fff"})
    heads = ["", *signs, *(a + b for a in signs for b in signs), "增加到2018", "增加到2018年"]
    ends = {sign for head in heads for sign in signs if pattern.search(head + sign)}
    assert len(ends) > 3
    assert ends <= set(rule["ends"])


def years(second_agency="a", **values):
    reports = pd.DataFrame(
        {
            "report_id": ["r1", "r2"],
            "agency_id": ["a", second_agency],
            "year": pd.array([2021, values.get("year", 2022)], dtype="Int64"),
        }
    )
    requests = pd.DataFrame(
        {
            "report_id": ["r1", "r2"],
            "item": ["carried_out", "carried_in"],
            "applicant": "total",
            "count": pd.array([3, values.get("carried_in", 3)], dtype="Int64"),
        }
    )
    stock = {"in_force": (10, values.get("in_force", 12)), "made": (1, 3), "repealed": (0, 1)}
    items = {"previous_items": (5, values.get("previous", 6)), "change": (1, 0)}
    proactive = pd.DataFrame(
        [
            {"report_id": r, "subject": "s", "measure": m, "value": pair[i]}
            for m, pair in {**stock, **items}.items()
            for i, r in enumerate(["r1", "r2"])
        ]
    ).astype({"value": "Float64"})
    return check_years(reports, requests, proactive)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"carried_in": 4}, "years.carried"),
        ({"in_force": 13}, "years.in_force"),
        ({"previous": 7}, "years.items"),
    ],
)
def test_years(change, check):
    sound = years()
    assert set(sound["result"]) == {"passed"}
    assert check in set(sound["check"])
    broken = years(**change)
    assert broken.loc[broken["result"] == "failed", "check"].tolist() == [check]
    assert broken["report_id"].unique().tolist() == ["r2"]


def test_years_of_two_agencies_or_with_a_gap_are_not_compared():
    assert years(second_agency="b", carried_in=9).empty
    assert years(year=2023, carried_in=9).empty


def test_years_with_a_missing_side_are_not_evaluable():
    found = years(carried_in=None)
    assert found.loc[found["check"] == "years.carried", "result"].tolist() == ["not_evaluable"]


@pytest.mark.parametrize(
    ("parts", "result"), [((3, 2), "passed"), ((3, 3), "failed"), ((1, 1), "not_evaluable")]
)
def test_a_territory_against_its_parts(parts, result):
    reports = pd.DataFrame(
        {
            "report_id": ["p", "c1", "c2"],
            "agency_type": "government",
            "admin_level": ["prefecture", "county", "county"],
            "scope": ["territory", "own", "own"],
            "province": "甲省",
            "city": "乙市",
            "county": [None, "丙县", "丁县"],
            "year": 2022,
        }
    )
    requests = pd.DataFrame(
        {
            "report_id": ["p", "c1", "c2"],
            "item": "new_received",
            "applicant": "total",
            "count": pd.array([5, *parts], dtype="Int64"),
        }
    )
    found = check_children(reports, requests)
    assert found["result"].tolist() == [result]
