"""The house itself: dependency lists agree, nothing private is tracked, modules stay small."""

import ast
import graphlib
import json
import re
import subprocess
import tomllib

import pytest
import yaml

from tests.shared import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout.split("\n")[:-1]


def names(requirements):
    return {re.match(r"[A-Za-z0-9_.-]+", r)[0].lower(): r for r in requirements}


def test_environment_yml_holds_the_same_runtime_set():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [d for d in environment["dependencies"] if isinstance(d, str)]
    (pip,) = [d["pip"] for d in environment["dependencies"] if isinstance(d, dict)]
    listed = [d for d in [*conda, *pip] if not d.startswith(("python>", "pip", "--"))]
    assert sorted(listed) == sorted(PROJECT["project"]["dependencies"])
    assert f"python{PROJECT['project']['requires-python']}" in conda
    assert environment["channels"][0] == "conda-forge"


@pytest.mark.parametrize("lock", ["runtime", "dev", "bootstrap"])
def test_locks_are_hashed_and_name_no_index(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=[a-z])", text)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)


def test_the_lock_holds_every_dependency():
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    locked = {line.split("==")[0].lower() for line in text.splitlines() if "==" in line}
    assert set(names(PROJECT["project"]["dependencies"])) <= locked


def test_the_development_lock_agrees_with_the_runtime_lock():
    def pins(name):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9-]+==[^ ;\\]+)", text, re.MULTILINE))

    assert pins("runtime") <= pins("dev")


@pytest.mark.skipif(not TRACKED, reason="not a git checkout")
def test_notebooks_are_tracked_without_outputs():
    for name in TRACKED:
        if name.endswith(".ipynb"):
            cells = json.loads((ROOT / name).read_text(encoding="utf-8"))["cells"]
            code = [c for c in cells if c["cell_type"] == "code"]
            assert not any(c["outputs"] or c["execution_count"] for c in code), name


def test_one_version_everywhere():
    from govdisc_analysis import __version__

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == __version__
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "govdisc_analysis/version.py"


def test_modules_stay_rooms_not_halls():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "govdisc_analysis").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert long == {}


def test_what_a_module_needs_stands_below_it():
    """No circle of imports, those inside functions counted too: the house has floors."""
    modules = {_module_name(path): path for path in (ROOT / "govdisc_analysis").rglob("*.py")}
    needs = {name: _imported(path, modules) - {name} for name, path in modules.items()}
    face = needs.pop("govdisc_analysis")
    assert face > {"govdisc_analysis.parse", "govdisc_analysis.stats"}
    order = list(graphlib.TopologicalSorter(needs).static_order())  # CycleError names a circle
    assert order.index("govdisc_analysis.models") < order.index("govdisc_analysis.parse")


def _module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(path, modules):
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in modules else node.module for name in full}
    return found & modules.keys()


def test_code_catches_no_broad_exception():
    pattern = re.compile(r"except(\s+(Base)?Exception)?\s*:")
    for path in (ROOT / "govdisc_analysis").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            found = pattern.search(line)
            assert not found or "BaseException" in line, f"{path.name}: {line}"


def test_patterns_are_read_alike_by_every_python_3_11():
    """Before 3.11.5 a possessive group, ``(ab?)*+``, misses what it should match (gh-106052).

    That is the Python of Debian 12: not one tag of a web page was known by it. An atomic group,
    ``(?>(ab?)*)``, says the same and is read alike by all.
    """
    possessive = re.compile(r"[)}](?:[*+?]|\{{1,2}\d*,?\d*\}{1,2})\+")
    found = [
        f"{name}: {match[0]}"
        for name in TRACKED
        if name.startswith("govdisc_analysis/") and name.endswith((".py", ".toml", ".csv"))
        for match in possessive.finditer((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert not found
    assert possessive.search(r"(?:ab?){1,3}+") and not possessive.search(r"[ab]*+(?>(?:ab?)*)")


def test_the_data_dictionary_is_the_schema():
    import runpy

    made = runpy.run_path(str(ROOT / "scripts" / "write_docs.py"))["data_dictionary"]()
    assert (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_readme_says_what_the_study_computes(language):
    import runpy

    docs = runpy.run_path(str(ROOT / "scripts" / "write_docs.py"))
    text = (ROOT / docs["READMES"][language]).read_text(encoding="utf-8")
    computed = docs["study_in_a_page"](docs["open_studies"]()[language])
    assert docs["with_computed"](text, computed) == text
