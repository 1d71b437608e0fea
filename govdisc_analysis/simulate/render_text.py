"""Reports as plain text: Markdown, tab-separated, and tables flattened in several ways."""

from collections.abc import Callable, Iterator
from random import Random

from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Box, Draft, Heading, Paragraph, Sheet

Flatten = Callable[[Sheet], list[str]]


def marker() -> str:
    """The line that says: this is synthetic."""
    text: str = toml("filler")["marker"]["texts"][0]
    return text


def grid(sheet: Sheet) -> list[list[tuple[Box, bool]]]:
    """The sheet made rectangular: each position's cell, and whether the cell begins there."""
    height = len(sheet.rows)
    places: list[list[tuple[Box, bool] | None]] = [[None] * sheet.width for _ in range(height)]
    for row, boxes in enumerate(sheet.rows):
        column = 0
        for box in boxes:
            while places[row][column] is not None:
                column += 1
            for down in range(min(box.rows, height - row)):
                for right in range(box.cols):
                    places[row + down][column + right] = (box, down == right == 0)
    return [[place or (Box(), True) for place in line] for line in places]


def _shown_rows(sheet: Sheet) -> Iterator[list[str]]:
    for line in grid(sheet):
        yield [box.shown if starts else "" for box, starts in line]


def _markdown(sheet: Sheet) -> list[str]:
    rows = [[text.replace("|", "/") for text in row] for row in _shown_rows(sheet)]
    rule = ["---"] * sheet.width
    return [f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]]]


def _tabs(sheet: Sheet) -> list[str]:
    return ["\t".join(row) for row in _shown_rows(sheet)]


def _bars(sheet: Sheet) -> list[str]:
    """One cell a line with a bar after it, as browsers' text dumps have it."""
    lines: list[str] = []
    for row in sheet.rows:
        lines += [f"{box.shown} |" for box in row[:-1]]
        lines.append(f"{row[-1].shown} |" + " |" * (sheet.width % 4))
    return lines


def _cell_lines(sheet: Sheet) -> list[str]:
    return [box.shown for row in sheet.rows for box in row]


def _spaces(sheet: Sheet) -> list[str]:
    return [" ".join(box.shown for box in row if box.shown) for row in sheet.rows]


_FLATTEN: dict[str, Flatten] = {
    "md": _markdown,
    "tsv": _tabs,
    "txt_bar": _bars,
    "txt_lines": _cell_lines,
    "txt_spaces": _spaces,
    "txt_dropped": _spaces,
}


def _text_lines(draft: Draft) -> Iterator[str]:
    kind = draft.format
    markdown = kind == "md"
    flatten = _FLATTEN.get(kind, _bars)
    title = draft.shown_title or draft.title
    yield f"# {title}" if markdown else title
    if draft.dateline:
        yield toml("pages")["dateline"].format(published=draft.published, agency=draft.agency.name)
    for block in draft.blocks:
        if isinstance(block, Heading):
            yield f"{'#' * (block.level + 1)} {block.text}" if markdown else block.text
        elif isinstance(block, Paragraph):
            yield block.text
        else:
            yield from flatten(block)
        if markdown:
            yield ""
    yield from draft.signature
    yield marker()


def text_of(draft: Draft, rng: Random) -> str:
    """The report as text in the way that its format names."""
    lines = list(_text_lines(draft))
    if "lost_breaks" in draft.noises:
        lines = _lose_breaks(lines, draft, rng)
    return "\n".join(lines) + "\n"


def _lose_breaks(lines: list[str], draft: Draft, rng: Random) -> list[str]:
    """Some paragraphs run on from the line before; tables keep their lines."""
    prose = {block.text for block in draft.blocks if isinstance(block, Paragraph)}
    out: list[str] = []
    for line in lines:
        if out and line in prose and out[-1].endswith("。") and rng.random() < 0.6:
            out[-1] += line
        else:
            out.append(line)
    return out
