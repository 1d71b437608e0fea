"""Item numbers of rows in a text that lost its columns: they count up, no value does."""

from govdisc_analysis.forms.patterns import says

_LEAST_ROWS = 10


def without_serials(text: str) -> str:
    """The text with blanks for the numbers of its rows, so that no offset changes.

    They stand at the beginning of a row, or on a line of their own before its label, and count up
    from one, row by row. Numbers with a dot or a comma are part of a label.

    >>> rows = [f"{n}\\n主动公开数\\n{n * n}\\n" for n in range(1, 12)]
    >>> without_serials("".join(rows)).split()[:4]
    ['主动公开数', '1', '主动公开数', '4']
    >>> without_serials("".join(rows[:5])).split()[:3]
    ['1', '主动公开数', '1']
    """
    run: list[tuple[int, int]] = []
    runs = []
    is_past_one = False
    for found in says.row_number.finditer(text):
        number = int(found["number"])
        if number == 1:
            run, is_past_one = [], False
            runs.append(run)
        elif number != len(run) + 1:
            if is_past_one:
                run = []
            is_past_one = True  # one number of something else may stand between
            continue
        if number == 1 or run:
            run.append(found.span("number"))
            is_past_one = False
    places = [place for run in runs if len(run) >= _LEAST_ROWS for place in run]
    if not places:
        return text
    parts, at = [], 0
    for start, end in places:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])
