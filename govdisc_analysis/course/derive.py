"""From the teachers' notebooks, the one source, to a version in one language, with blanks."""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from govdisc_analysis.course.words import word
from govdisc_analysis.labels import LANGUAGES, check_language

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
Version = Literal["student", "teacher"]
VERSIONS: tuple[Version, ...] = ("student", "teacher")
_PARAMETER = re.compile(r"^(?P<name>\w+): (?P<type>int|str) = (?P<value>[^#]*?)(?P<note>  #.*)?$")
Cell = dict[str, Any]


def derive(
    notebook: Mapping[str, Any],
    version: Version,
    language: str,
    parameters: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """One version of a lesson, in one language.

    Args:
        notebook: the source, as JSON.
        version: `student` has blanks for solutions and no cells for teachers.
        language: cells of the other language are left out.
        parameters: values to set in the cell of parameters (seed, language, ...).

    Raises:
        ValueError: a solution has no end, or a parameter is unknown.
    """
    check_language(language)
    given = {"language": language, **(parameters or {})}
    cells = [
        _cell(cell, version, language, given)
        for cell in notebook["cells"]
        if _is_kept(_tags(cell), version, language)
    ]
    return {**notebook, "cells": cells}


def _tags(cell: Cell) -> frozenset[str]:
    return frozenset(cell["metadata"].get("tags", ()))


def _is_kept(tags: frozenset[str], version: Version, language: str) -> bool:
    others = set(LANGUAGES) - {language}
    return not tags & others and (version == "teacher" or "teacher" not in tags)


def _cell(cell: Cell, version: Version, language: str, given: Mapping[str, object]) -> Cell:
    if cell["cell_type"] != "code":
        return cell
    text = "".join(cell["source"])
    if "parameters" in _tags(cell):
        text = with_parameters(text, given, language)
    if version == "student":
        text = blanked(text, word("your_answer", language))
    clean = {"outputs": [], "execution_count": None, "source": text.splitlines(keepends=True)}
    return {**cell, **clean}


def with_parameters(text: str, given: Mapping[str, object], language: str = "") -> str:
    """The cell of parameters with other values, and its notes in a language where one is given.

    >>> with_parameters('seed: int = 1  # of the class', {"seed": 7})
    'seed: int = 7  # of the class'
    """
    known, lines = set(), []
    for line in text.splitlines():
        found = _PARAMETER.match(line)
        name = found["name"] if found else ""
        known.add(name)
        if found and name in given:
            value = json.dumps(given[name], ensure_ascii=False)
            line = f"{name}: {found['type']} = {value}{found['note'] or ''}"
        if found and language:
            line = f"{line.partition('  #')[0]}  # {word(f'parameter_{name}', language)}"
        lines.append(line)
    if unknown := sorted(set(given) - known):
        raise ValueError(f"no parameter {unknown[0]!r} in the cell of parameters")
    return "\n".join(lines)


def blanked(text: str, note: str) -> str:
    """The code with blanks for solutions; a name that only the solution sets becomes `...`.

    >>> print(blanked("x = ...\\n### BEGIN SOLUTION\\nx = 3\\n### END SOLUTION\\ncheck(x)", "here"))
    x = ...  # here
    check(x)
    """
    if BEGIN not in text and END not in text:
        return text
    kept: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.strip() in (BEGIN, END):
            if inside == (line.strip() == BEGIN):
                raise ValueError("a solution begins or ends twice")
            inside = not inside
        else:
            (hidden if inside else kept).append(line)
    if inside:
        raise ValueError("a solution has no end")
    names = _assigned(kept)
    if not names & _assigned(hidden):
        raise ValueError("nothing outside the solution holds the place of the answer")
    return "\n".join(f"{line}  # {note}" if line.endswith("= ...") else line for line in kept)


def _assigned(lines: Iterable[str]) -> set[str]:
    """Names that the code sets at its top level."""
    tree = ast.parse("\n".join(lines))
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook as JSON.

    Raises:
        ValueError: it is none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no notebook: {error}") from error
    if not isinstance(found, dict) or "cells" not in found:
        raise ValueError(f"{path} is no notebook: it has no cells")
    return found


def as_text(notebook: Mapping[str, Any]) -> str:
    """The notebook as it is written to a file."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
