"""What students and teachers are given: a folder and a zip file for each version and language."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from govdisc_analysis.course.derive import VERSIONS, Version, as_text, derive, read_notebook
from govdisc_analysis.labels import check_language
from govdisc_analysis.simulate.render import pack
from govdisc_analysis.store import replacing

NOTEBOOKS = "notebooks/course"
_GUIDES = {"en": "guide.md", "zh": "guide.zh.md"}
_LOCK = "requirements/runtime.txt"


def project_root() -> Path:
    """The clone that holds the notebooks of the course.

    Raises:
        FileNotFoundError: the package is not run from a clone.
    """
    for root in (Path(str(files("govdisc_analysis"))).parent, Path.cwd()):
        if (root / NOTEBOOKS).is_dir():
            return root
    raise FileNotFoundError(f"no folder {NOTEBOOKS}: run this from a clone of the project")


def build_course(
    out: Path,
    *,
    languages: Sequence[str],
    seed: int = 1,
    with_package: bool = True,
) -> list[Path]:
    """Write `student-LANG` and `teacher-LANG`, each as a folder and as a zip file.

    Args:
        out: folder to write to.
        languages: zh, en or both.
        seed: of the class, set in every notebook.
        with_package: put this package (a wheel) and the hashed lock in the students' folder.

    Returns:
        The zip files.

    Raises:
        FileNotFoundError: the notebooks are not there.
        ValueError: a language or the seed makes no sense, or a notebook is broken.
    """
    if seed < 0:
        raise ValueError(f"seed {seed}: write a whole number of 0 or more")
    for language in languages:
        check_language(language)
    root = project_root()
    package = _package(root) if with_package else {}
    made = []
    for language in languages:
        for version in VERSIONS:
            content = {**version_files(root, version, language, seed), **package}
            made.append(_write(out, f"{version}-{language}", content))
    return made


def version_files(root: Path, version: Version, language: str, seed: int) -> dict[str, bytes]:
    """Every file of one version, by its name."""
    content = {
        path.name: as_text(derive(read_notebook(path), version, language, {"seed": seed})).encode()
        for path in sorted((root / NOTEBOOKS).glob("[0-9]*.ipynb"))
    }
    start = files("govdisc_analysis") / "course" / "data" / f"start.{language}.md"
    content["README.md"] = start.read_text(encoding="utf-8").encode()
    if version == "teacher":
        guide = root / "docs" / "teaching" / _GUIDES[language]
        content["GUIDE.md"] = guide.read_bytes()
    return content


def _package(root: Path) -> Mapping[str, bytes]:
    """This package as a wheel, and the lock of what it needs."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
        ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        wheels = sorted(Path(place).glob("*.whl"))
        if ran.returncode or not wheels:
            raise ValueError(f"the package can't be built: {ran.stderr.strip()[-300:]}")
        found = {f"install/{path.name}": path.read_bytes() for path in wheels}
    return {**found, "install/requirements.txt": (root / _LOCK).read_bytes()}


def _write(out: Path, name: str, content: Mapping[str, bytes]) -> Path:
    """The folder, whole or not at all, and beside it the zip file. Own work in it is kept."""
    with replacing(
        out / name, lambda entry: entry in {part.split("/")[0] for part in content}
    ) as f:
        for path, data in content.items():
            (f / path).parent.mkdir(parents=True, exist_ok=True)
            (f / path).write_bytes(data)
    place = out / f"{name}.zip"
    fresh = place.with_suffix(".new")
    fresh.write_bytes(pack({f"{name}/{path}": data for path, data in content.items()}))
    fresh.replace(place)
    return place
