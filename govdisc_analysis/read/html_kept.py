"""What a page keeps out of its plain flow, brought into it: no character moves.

Each stretch is written over by one of the same length, so that all places stay those of the source.
"""

import re

from govdisc_analysis.read.knowledge import form_words
from govdisc_analysis.read.markup import HIDDEN

_FIELD = re.compile(r"<textarea\b[^<>]*+>([^<>]*+)</textarea>", re.I)
"""A field in which a page keeps its content for a script that shows it."""
_VALUE = re.compile(r"<textarea\b[^<>]*+>([\s\d.,/—-]{1,16})</textarea>", re.I)
"""A field that holds the value of a cell."""
_FRAME = re.compile(
    r"""<iframe\b((?:[^<>"']|"[^"<>]*"|'[^'<>]*')*?\ssrcdoc\s*=\s*)(?:"([^"]*)"|'([^']*)')"""
    r"""([^<>]*>)(?:\s*</iframe\s*>)?""",
    re.I,
)
"""A frame that holds its page in an attribute."""
_ENTITY = re.compile(r"&(lt|gt|quot|amp|apos|#39|#34|#60|#62|#x27|#x22|#x3c|#x3e);", re.I)
_SIGNS = {"lt": "<", "gt": ">", "quot": '"', "amp": "&", "apos": "'"}
_SIGNS |= {"#39": "'", "#34": '"', "#60": "<", "#62": ">"}
_SIGNS |= {"#x27": "'", "#x22": '"', "#x3c": "<", "#x3e": ">"}
_RAISED = re.compile(
    r"<sup\b[^<>]*>((?:\s*<(?:a|span|font)\b[^<>]*>)*\s*\d{1,2}\s*(?:</(?:a|span|font)\s*>\s*)*)"
    r"</sup\s*>",
    re.I,
)
"""The raised number of a footnote: behind 12 it makes no 121."""
_STYLED = r"""<(span|font|b|i|u|em|strong|a)\s[^<>]*?(?<![\w-])style\s*=\s*["'](?:[^"'<>]*[;\s])?"""
_UNSEEN = re.compile(
    rf"""{_STYLED}(?:text-decoration(?:-line)?\s*:[^;"'<>]*line-through
      |font-size\s*:\s*0*(?:\.0+)?(?:px|pt|r?em|%)?\s*[;"']
      |visibility\s*:\s*hidden)[^<>]*>[^<>]{{1,30}}</\1\s*>""",
    re.I | re.X,
)
"""Few words that a style strikes out or hides: 17 before the 4 that replaces it makes no 174."""
_UNSEEN_WORDS = "line-through", "font-size:0", "font-size: 0", "visibility"
_RAISED_STYLE = re.compile(
    rf"{_STYLED}(?:vertical-align\s*:\s*super)[^<>]*>(\s*\d{{1,2}}\s*)</\1\s*>", re.I
)
_PICTURES = re.compile(
    r"(<t[dh]\b[^<>]*+>)((?>(?:\s|&nbsp;|<(?:/?(?:p|span|font|b|div|strong)\b|img\b|br\b)[^<>]*+>)+))"
    r"(?=</t[dh]\b)",
    re.I,
)
"""A cell without words, which may hold pictures."""
_ROW_END = re.compile(r"</tr\b|<tr\b|</table\b", re.I)
_TAG = re.compile(r"<[^<>]*+>")
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_LONGEST_ROW = 8000
_MOST_PICTURES = 5000  # no form shows more digits
UNREAD = "\ufffd"
"""What stands for a number that is shown as a picture."""


def bring_forth(text: str) -> str:
    """The page with what it keeps in fields and frames, and with the marks of its notes.

    >>> bring_forth("<td>12<sup>1</sup></td>")
    '<td>12<b >[1]</b ></td>'
    >>> bring_forth("<td><textarea rows='1'>12</textarea></td>")
    '<td><b                >12</b       ></td>'
    """
    if "<textarea" in text:
        text = _VALUE.sub(lambda field: _framed("b", field, 1, field[1]), text)
        text = _FIELD.sub(_shown, text) if "&lt;/td&gt;" in text else text
    if "srcdoc" in text:
        text = _FRAME.sub(_opened, text)
    if "<sup" in text or "<SUP" in text:
        text = _RAISED.sub(lambda raised: _marked(raised, 1), text)
    if "super" in text:
        text = _RAISED_STYLE.sub(lambda raised: _marked(raised, 2), text)
    if any(word in text for word in _UNSEEN_WORDS):
        text = _UNSEEN.sub(lambda unseen: " " * len(unseen[0]), text)
    if 0 < text.count("<img") <= _MOST_PICTURES and any(word in text for word in form_words()):
        text = _PICTURES.sub(_pictured, text)
    return text


def _pictured(cell: re.Match[str]) -> str:
    """The cell with the mark of something unread, where it shows a picture in a row of a form."""
    at = cell[2].lower().find("<img")
    if at < 0 or not _is_in_form(cell.string, *cell.span()):
        return cell[0]
    return cell[1] + " " * at + UNREAD.ljust(len(cell[2]) - at)


def _is_in_form(text: str, start: int, end: int) -> bool:
    """Whether the row of a cell has a label and links to nothing."""
    first = text.rfind("<tr", max(0, start - _LONGEST_ROW), start)
    last = _ROW_END.search(text, end, end + _LONGEST_ROW)
    row = text[first:start] + text[end : last.start() if last else end]
    return first >= 0 and "<a " not in row and _HAN.search(_TAG.sub("", row)) is not None


def _shown(field: re.Match[str]) -> str:
    """The field as a paragraph, if it holds a table."""
    if "&lt;/td&gt;" not in field[1]:
        return field[0]
    return _framed("p", field, 1, field[1])


def _opened(frame: re.Match[str]) -> str:
    """The frame as a block that holds its page; blanks where it is hidden."""
    if HIDDEN.search(frame[1]) or HIDDEN.search(frame[4]):
        return " " * len(frame[0])
    place = 3 if frame[2] is None else 2
    return _framed("div", frame, place, _ENTITY.sub(_sign, frame[place]))


def _framed(tag: str, found: re.Match[str], place: int, inner: str) -> str:
    before, behind = found.start(place) - found.start(), found.end() - found.end(place)
    return f"<{tag}".ljust(before - 1) + ">" + inner + f"</{tag}".ljust(behind - 1) + ">"


def _sign(entity: re.Match[str]) -> str:
    sign, size = _SIGNS[entity[1].lower()], len(entity[0])
    return sign.ljust(size) if sign == ">" else sign.rjust(size)  # "-->" stays whole


def _marked(raised: re.Match[str], place: int) -> str:
    before = raised.start(place) - raised.start()
    behind = raised.end() - raised.end(place)
    return "<b".ljust(before - 2) + ">[" + raised[place] + "]" + "</b".ljust(behind - 2) + ">"
