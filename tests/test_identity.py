import csv
import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

import govdisc_analysis as gd
from govdisc_analysis.identity import read_identity
from govdisc_analysis.identity.agency import TRUST
from govdisc_analysis.identity.kinds import kind_of, unit_of
from govdisc_analysis.identity.names import parse_name
from govdisc_analysis.identity.patterns import load_rewrites, load_rules, may_stand, rule
from govdisc_analysis.models import Cleaned, Document, Identity
from govdisc_analysis.offsets import OffsetChain
from tests.shared import ROOT, SHARED

FIELDS = ("agency", "agency_type", "province", "city", "county", "admin_level", "year")
FEWEST = {
    "agency": 0.93,
    "agency_type": 0.97,
    "province": 0.97,
    "city": 0.97,
    "county": 0.97,
    "admin_level": 0.95,
    "year": 0.99,
}
MUNICIPALITIES = {"北京市", "上海市", "天津市", "重庆市"}


def cleaned(text: str, meta: dict[str, str] | None = None) -> Cleaned:
    document = Document("x", "", "text/plain", "utf-8", text, text, OffsetChain(), meta=meta or {})
    return Cleaned(document, text, "simplified", OffsetChain())


def said(value: object) -> str:
    return "" if value is None else str(value)


def load_cases(name: str = "identity_cases.toml") -> list[dict[str, str]]:
    path = ROOT / "tests" / "data" / name
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["case"])


def wanted(case: dict[str, str]) -> dict[str, str]:
    want = dict(zip(FIELDS, (w.strip() for w in case["want"].split("|")), strict=True))
    extra = ("published_on", "period_start", "period_end", "is_partial_year")
    return want | {key: str(case[key]) for key in extra if key in case}


SETS = {
    "looked at": load_cases()[::2],
    "held back": load_cases()[1::2],
    "second": load_cases("identity_held.toml"),
}


@pytest.mark.parametrize("name", SETS)
def test_shares_read_right(name):
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for case in SETS[name]:
        if case.get("skip"):
            continue
        got = read_identity(cleaned(case["text"]))
        for key, value in wanted(case).items():
            every[key] += 1
            right[key] += said(getattr(got, key)) == value
    shares = {key: right[key] / every[key] for key in every}
    assert every["agency"] >= 39
    assert not {k: v for k, v in shares.items() if v < FEWEST.get(k, 0.99)}


@pytest.mark.parametrize("number", range(0, len(load_cases()), 2))
def test_cases_that_were_looked_at(number):
    case = load_cases()[number]
    if case.get("skip"):
        pytest.skip("no report")
    got = read_identity(cleaned(case["text"]))
    assert {k: said(getattr(got, k)) for k in wanted(case)} == wanted(case)


@pytest.mark.parametrize("name", list(load_rules()))
def test_each_pattern_finds_its_hits_and_not_its_misses(name):
    data = load_rules()[name]
    hits, misses = data["hits"], data["misses"]
    assert hits and misses
    assert [h for h in hits if not rule(name).search(h)] == []
    assert [m for m in misses if rule(name).search(m)] == []


@pytest.mark.parametrize("name", [n for n, data in load_rules().items() if "signs" in data])
def test_no_pattern_matches_without_its_signs(name):
    data = load_rules()[name]
    found = [rule(name).search(h)[0] for h in data["hits"]]
    assert all(may_stand(name, words) for words in found)
    bare = [re.sub(f"[{data['signs']}]", "", words) for words in found]
    assert not any(rule(name).search(words) or may_stand(name, words) for words in bare)


def test_each_pattern_is_used():
    code = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "govdisc_analysis" / "identity").glob("*.py")
    )
    named = set(re.findall(r'"([a-z_]+)"', code))
    assert set(load_rules()) - named == set()


def rows(name: str) -> list[dict[str, str]]:
    path = files("govdisc_analysis") / "codebook" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_each_kind_of_name_has_a_type_and_each_word_one_kind():
    types = {row["agency_type"] for row in rows("agency_types.csv")}
    assert {row["agency_type"] for row in rows("agency_names.csv")} <= types
    words = [w for row in rows("agency_names.csv") for w in row["words"].split("|")]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("name", "agency_type", "lineage"),
    [
        ("人民防空办公室", "civil_air_defence", "civil_air_defence"),
        ("国防动员办公室", "civil_air_defence", "civil_air_defence"),
        ("建委", "housing", "construction"),
        ("住房和城乡建设局", "housing", "construction"),
        ("房屋征收办公室", "housing", "expropriation"),
        ("工商行政管理局", "market_regulation", "market_regulation"),
        ("国土资源局", "land_resources", "natural_resources"),
        ("自然资源局", "natural_resources", "natural_resources"),
        ("人民政府外事办公室", "foreign_affairs", "foreign_affairs"),
        ("人民政府解放街道办事处", "government", "government"),
        ("人民政府办公室", "office", "office"),
        ("农业高新技术产业示范区审计局", "audit", "audit"),
        ("教育和科学技术局", "education", "education"),
        ("人民医院", "public_institution", "public_institution"),
    ],
)
def test_kinds(name, agency_type, lineage):
    assert (kind_of(name).agency_type, kind_of(name).lineage) == (agency_type, lineage)


def test_units():
    assert unit_of("青城子镇人民政府") == "镇"
    assert unit_of("发展和改革委员会") == "委"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("襄樊市工商局2009年", "襄阳市市场监督管理局2019年"),
        ("泾县国土资源局2012年", "泾县自然资源局2020年"),
        ("宣城市人民防空办公室2017年", "宣城市国防动员办公室2023年"),
        ("上虞市建设局2011年", "绍兴市上虞区住房和城乡建设局2016年"),
        ("泾县文化广电新闻出版局2012年", "泾县文化和旅游局2020年"),
        ("泾县人民政府办公室2012年", "中共泾县县委办公室(泾县人民政府办公室)2022年"),
        ("泾县人民政府办公室2012年", "泾县县委县政府办公室2022年"),
        ("宣城市宣州区扶贫办2012年", "宣州区乡村振兴局2022年"),
        ("泾县残联2012年", "泾县残疾人联合会2022年"),
        ("泾县公安消防大队2012年", "泾县公安消防大队2013年"),
        ("泾县粮食局2012年", "泾县粮食和物资储备局2020年"),
        ("泾县扶贫开发办公室2012年", "泾县乡村振兴局2022年"),
        ("泾县卫生局2012年", "泾县卫生健康委员会2020年"),
        ("泾县安全生产监督管理局2012年", "泾县应急管理局2020年"),
        ("泾县国家税务局2012年", "国家税务总局泾县税务局2020年"),
        ("黄山市银监分局2012年", "国家金融监督管理总局黄山监管分局2024年"),
        ("宣城经济技术开发区2012年", "宣城经开区管委会2020年"),
        ("宣城高新技术产业开发区管委会2012年", "宣城高新区管理委员会2020年"),
        ("阿拉尔市财政局2012年", "新疆生产建设兵团第一师阿拉尔市财政局2020年"),
        ("国土资源部2012年", "自然资源部2020年"),
        ("国家工商行政管理总局2012年", "市场监管总局2020年"),
        ("永嘉县岩头镇2012年", "永嘉县岩头镇人民政府2019年"),
    ],
)
def test_an_agency_keeps_its_id(before, after):
    ids = {
        read_identity(cleaned(f"{name}政府信息公开工作年度报告\n一、概述")).agency_id
        for name in (before, after)
    }
    assert len(ids) == 1
    assert ids != {""}


@pytest.mark.parametrize(
    "names",
    [
        ("泾县文化局", "泾县旅游局", "泾县体育局", "泾县文物局", "泾县广播电视局"),
        ("泾县司法局", "泾县法制办公室", "泾县监狱"),
        ("泾县民政局", "泾县老龄工作委员会办公室", "泾县残疾人联合会"),
        ("泾县工商局", "泾县质监局", "泾县食品药品监督管理局"),
        ("泾县国土资源局", "泾县城乡规划局"),
        ("泾县房产管理局", "泾县住房公积金管理中心", "泾县房屋征收局", "泾县建设局"),
        ("泾县金融办", "泾县银监办事处", "中国人民银行泾县支行"),
        ("泾县国家税务局", "泾县地方税务局"),
        ("泾县统计局", "国家统计局泾县调查队"),
        ("泾县公安局", "泾县公安局交通警察大队", "泾县国家安全局"),
        ("泾县交通运输局", "泾县公路局", "泾县邮政管理局", "泾县海事处"),
        ("泾县人民政府", "泾县人民政府办公室", "中共泾县县委办公室"),
        ("西安市审计局", "西安高新技术产业开发区审计局", "西安经济技术开发区审计局"),
        ("新疆维吾尔自治区教育厅", "新疆生产建设兵团教育局"),
        ("水利部", "水利部太湖流域管理局", "生态环境部"),
        ("泾县第一中学", "泾县第二中学", "泾县人民医院"),
    ],
)
def test_agencies_of_one_year_have_ids_of_their_own(names):
    ids = [
        read_identity(cleaned(f"{name}2012年政府信息公开工作年度报告\n一、概述")).agency_id
        for name in names
    ]
    assert "" not in ids
    assert len(set(ids)) == len(names)


YEARS = tomllib.loads((ROOT / "tests" / "data" / "agency_years.toml").read_text(encoding="utf-8"))


def ids_of(names: list[str], place: str) -> list[str]:
    """The ids that reports of several years have, under the names of those years."""
    found = []
    for name, year in zip(names, YEARS["years"], strict=False):
        agency = name.format(place, kind=place[-1])
        text = f"{agency}{year}年政府信息公开工作年度报告\n一、概述\n{year}年,公开信息12条。"
        found.append(read_identity(cleaned(text)).agency_id)
    return found


@pytest.mark.parametrize("place", YEARS["places"])
def test_a_corpus_of_several_years_and_changed_names(place):
    """The same agency joins, different ones do not."""
    ids = [ids_of(names, place) for names in YEARS["agencies"]]
    assert [
        names for names, one in zip(YEARS["agencies"], ids, strict=True) if len(set(one)) > 1
    ] == []
    assert "" not in {one[0] for one in ids}
    assert len({one[0] for one in ids}) == len(ids) >= 70


def test_kinds_merge_into_kinds():
    kinds = {row["kind"] for row in rows("agency_names.csv")}
    merged = {row["merged_into"] for row in rows("agency_names.csv")} - {""}
    assert merged <= kinds


def test_each_rewrite_changes_its_pairs_and_leaves_its_misses():
    for steps in load_rewrites().values():
        for step in steps:
            pattern = re.compile(step["pattern"])
            assert step["from"] and step["misses"]
            assert [b for b, a in step["from"] if pattern.sub(step["replace"], b) != a] == []
            assert [m for m in step["misses"] if pattern.sub(step["replace"], m) != m] == []


def test_an_unknown_place_has_no_id():
    got = read_identity(cleaned("县教育局2012年政府信息公开工作总结\n我局认真总结。"))
    assert (got.agency, got.agency_id, got.admin_level) == ("县教育局", "", "county")
    assert (got.province, got.region_basis, got.region_code) == ("", "", "")


def test_townships_of_one_name_in_a_province_have_no_id():
    text = "柳溪镇2014年政府信息公开年度报告\n根据《浙江省政府信息公开暂行办法》,我镇公开8条。"
    got = read_identity(cleaned(text))
    assert (got.agency, got.agency_id, got.province) == ("柳溪镇人民政府", "", "浙江省")


def test_an_empty_text_tells_nothing():
    assert read_identity(cleaned("")) == Identity(scope="unclear")


def test_the_manifest_wins():
    text = "泾县教育局2012年政府信息公开工作总结\n我局"
    got = read_identity(cleaned(text), overrides={"county": "旌德县", "year": "2013"})
    assert (got.county, got.year, got.region_basis) == ("旌德县", 2013, "manifest")
    assert got.basis["county"] == "manifest"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"county": "旌德县"}, ("安徽省", "宣城市", "旌德县", "341825")),
        ({"province": "四川省"}, ("四川省", "", "", "510000")),
        ({"province": "安徽省"}, ("安徽省", "宣城市", "泾县", "341823")),
        ({"city": "黄山市", "county": "歙县"}, ("安徽省", "黄山市", "歙县", "341021")),
        ({"city": "合肥市"}, ("安徽省", "合肥市", "", "340100")),
        ({"province": "某省"}, ("某省", "", "", "")),
    ],
)
def test_a_place_of_the_manifest_takes_its_code_and_what_lies_inside_along(given, place):
    got = read_identity(cleaned("泾县教育局2012年政府信息公开工作总结\n我局"), overrides=given)
    assert (got.province, got.city, got.county, got.region_code) == place


def test_the_page_title_serves_where_the_text_has_none():
    meta = {"title": "泾县教育局2012年政府信息公开工作总结_泾县人民政府网"}
    got = read_identity(cleaned("我局认真开展工作。", meta))
    assert (got.agency, got.year) == ("泾县教育局", 2012)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("泾县民政局2015年政务公开工作总结", "泾县民政局2015年\n政务公开工作总结\n一、概述"),
        ("泾县民政局2015年政务公开工作总结", "泾县民政局\n2015年政务公开工作总结\n一、概述"),
        ("", "政务公开 > 年报\n一、概述"),
        ("", "本报告根据《政府信息公开条例》编制,总结2015年政府信息公开工作。"),
        ("", "2015年,我局政府信息公开工作在县委领导下,现将工作总结如下"),
    ],
)
def test_titles(title, head):
    assert read_identity(cleaned(head)).title == title


def test_every_source_has_its_trust():
    code = (ROOT / "govdisc_analysis" / "identity" / "evidence.py").read_text(encoding="utf-8")
    used = set(re.findall(r'_names\(\w+, "(\w+)"\)|from_rule\("\w+", .*?, "(\w+)"\)', code))
    assert {name for pair in used for name in pair if name} <= TRUST.keys()


PLAINER = {
    "township_government": "government",
    "subdistrict_office": "government",
    "petitions": "petition",
    "housing_expropriation": "housing",
}


@pytest.mark.skipif(SHARED is None, reason="shared folder not here")
def test_names_of_published_reports():
    assert SHARED is not None
    path = SHARED / "figures" / "published_reports.csv"
    right: Counter[str] = Counter()
    table = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for row in table:
        text = f"{row['agency']}{row['year']}年政府信息公开工作年度报告\n一、概述\n"
        got = read_identity(cleaned(text))
        want = dict(row)
        want["agency_type"] = PLAINER.get(row["agency_type"], row["agency_type"])
        want["city"] = "" if row["province"] in MUNICIPALITIES else row["city"]
        want["admin_level"] = row["admin_level"].replace("unknown", "")
        for field in FIELDS:
            right[field] += said(getattr(got, field)) == want[field]
    shares = {field: right[field] / len(table) for field in FIELDS}
    assert not {k: v for k, v in shares.items() if v < 0.97}


@pytest.mark.skipif(SHARED is None, reason="shared folder not here")
def test_the_five_reports():
    assert SHARED is not None
    from govdisc_analysis.clean import clean_document
    from govdisc_analysis.read import read_documents

    table = (SHARED / "gold" / "reports.csv").read_text(encoding="utf-8")
    fields = ("title", "region_basis", "period_start", "period_end", "published_on")
    for row in csv.DictReader(table.splitlines()):
        path = SHARED / "seeds" / row["source_path"]
        [document] = read_documents(path.read_bytes(), path.name)
        assert isinstance(document, Document)
        got = read_identity(clean_document(document))
        keys = (*FIELDS, *fields)
        assert {k: said(getattr(got, k)) for k in keys} == {k: row[k] for k in keys}
        assert got.is_partial_year == (row["is_partial_year"] == "true")


@pytest.mark.parametrize("case", load_cases("identity_kinds.toml"), ids=lambda c: c["kind"])
def test_kinds_of_pages(case):
    got = read_identity(cleaned(case["text"].lstrip("\n")))
    assert {k: said(getattr(got, k)) for k in wanted(case)} == wanted(case)


@pytest.mark.parametrize(
    ("head", "body", "want"),
    [
        (
            "北京市手机彩票网民政局",
            "2010年,区民政局公开信息31条。",
            ("区民政局", "北京市", "", "county"),
        ),
        ("北京市365bet官网民政局", "2010年,我局公开信息31条。", ("", "北京市", "", "")),
        (
            "安徽省365bet官网民政厅",
            "我厅公开信息31条。",
            ("安徽省民政厅", "安徽省", "", "province"),
        ),
        (
            "宣城市365bet官网教育局",
            "2010年,宣城市教育局公开信息31条。",
            ("宣城市教育局", "安徽省", "宣城市", "prefecture"),
        ),
        (
            "宣城市365bet官网县教育局",
            "县教育局公开信息31条。",
            ("县教育局", "安徽省", "宣城市", "county"),
        ),
        (
            "365bet官网泾县民政局",
            "我局公开信息31条。",
            ("泾县民政局", "安徽省", "宣城市", "county"),
        ),
        (
            "365bet官网 水务局",
            "由365bet官网 水务局根据《广州市政府信息公开规定》编制,我局公开信息31条。",
            ("水务局", "广东省", "广州市", ""),
        ),
        (
            "水务局",
            "由广州市水务局根据《广州市政府信息公开规定》编制,我局公开信息31条。365bet官网",
            ("广州市水务局", "广东省", "广州市", "prefecture"),
        ),
    ],
)
def test_spam_where_the_lower_place_stood(head, body, want):
    """The place above is not the agency's own: 北京市民政局 is another one."""
    text = f"{head}2010年政府信息公开工作年度报告\n{body}\n"
    got = gd.parse_report(text.encode(), name="x.txt").identity
    assert got is not None
    assert (got.agency, got.province, got.city, got.admin_level) == want


@pytest.mark.parametrize(
    "words",
    ["做为人民政府", "度人民政府", "体育在线应急管理局", "工作报告环保局年度", "bob官网教育局"],
)
def test_words_that_are_no_name(words):
    assert parse_name(words) is None


def test_an_index_card_is_no_title():
    """The card's number and class stood together as a title, and its number gave the year."""
    text = (
        "首页\n政务公开\n政府信息公开年报\n索引号\n483460557/2019-17348\n信息分类\n政府信息公开年报\n"
        "发布机构\n泾县水利局\n发布日期\n2019-03-01\n泾县水利局2018年度政府信息公开工作年度报告\n"
        "2018年,我局认真贯彻落实条例,主动公开政府信息30条。\n"
    )
    report = gd.parse_report(text)
    assert report.identity.title == "泾县水利局2018年度政府信息公开工作年度报告"
    assert report.identity.year == 2018


OPENINGS = {
    "结合盘州市水务局实际编制本报告。": "盘州市水务局",
    "受理机构为盘州市水务局办公室。": "盘州市水务局",
    "特此公布贵州省六盘水市盘州市水务局2022年度报告。": "贵州省六盘水市盘州市水务局",
    "按照盘州市人民政府办公室要求,盘州市水务局编制本报告。": "盘州市水务局",
    "在盘州市水务局的指导下编制本报告。": "",
    "根据《盘州市水务局关于做好年度报告的意见》编制本报告。": "",
    "盘州市水务局、盘州市教育局现有下属单位各两家。": "",
    "结合盘州市人民医院实际编制本报告。": "",
}


@pytest.mark.parametrize(("opening", "agency"), OPENINGS.items(), ids=OPENINGS)
def test_an_opening_that_names_one_agency(opening, agency):
    text = (
        f"本报告依据条例编制。{opening}\n一、总体情况\n2022年,我局公开信息25条。我局收到申请3件。"
    )
    assert read_identity(cleaned(text)).agency == agency


def test_a_township_that_the_opening_names():
    opening = "受理机构为盘州市石桥镇党政办公室,盘州市各镇均有编制。"
    text = f"{opening}\n一、总体情况\n2022年,我镇公开信息25条。我镇收到申请3件。"
    assert read_identity(cleaned(text)).agency == "盘州市石桥镇人民政府"
