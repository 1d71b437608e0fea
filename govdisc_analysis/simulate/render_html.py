"""Reports as web pages: clean, Word's markup, layout tables, government sites."""

from collections.abc import Callable
from html import escape
from random import Random

from govdisc_analysis.simulate.library import toml
from govdisc_analysis.simulate.model import Box, Draft, Heading, Paragraph, Sheet
from govdisc_analysis.simulate.render_text import marker

CellHtml = Callable[[Box], str]


def _attributes(box: Box) -> str:
    rows = f' rowspan="{box.rows}"' if box.rows > 1 else ""
    cols = f' colspan="{box.cols}"' if box.cols > 1 else ""
    return rows + cols


def _plain_cell(box: Box) -> str:
    return f"<td{_attributes(box)}>{escape(box.shown)}</td>"


def _word_cell(box: Box) -> str:
    text = escape(box.shown) or "&nbsp;"
    middle = len(text) // 2 if box.head and "&" not in text else len(text)
    parts = [text[:middle], text[middle:]]
    font = toml("pages")["word_font"]
    spans = "".join(
        f'<span lang="EN-US" style="font-size:10.5pt;font-family:{font}">{part}</span>'
        for part in parts
        if part
    )
    return (
        f'<td{_attributes(box)} style="border:solid windowtext 1.0pt;padding:0cm 5.4pt" '
        f'valign="center"><p class="MsoNormal" align="center">{spans}<o:p></o:p></p></td>'
    )


def _broken_cell(box: Box) -> str:
    text = box.shown
    if box.head and len(text) > 5:
        cut = len(text) // 2
        return f"<th{_attributes(box)}>{escape(text[:cut])}<br/>{escape(text[cut:])}</th>"
    tag = "th" if box.head else "td"
    return f"<{tag}{_attributes(box)}>\n  {escape(text)}\n</{tag}>"


_CELLS: dict[str, CellHtml] = {"html_word": _word_cell, "html_br": _broken_cell}


def _rows(sheet: Sheet, cell: CellHtml, first: int = 0, last: int | None = None) -> str:
    rows = sheet.rows[first:last]
    return "\n".join("<tr>" + "".join(cell(box) for box in row) + "</tr>" for row in rows)


def _table(inner: str) -> str:
    return f'<table border="1" cellspacing="0" cellpadding="0"><tbody>\n{inner}\n</tbody></table>'


def _sheet(sheet: Sheet, kind: str, rng: Random) -> str:
    cell = _CELLS.get(kind, _plain_cell)
    if kind == "html_nested":
        inner = _table(_rows(sheet, cell))
        return f'<table width="100%"><tr><td><div>{inner}</div></td></tr></table>'
    if kind == "html_split":
        cut = _split_place(sheet, rng)
        if cut:
            return (
                _table(_rows(sheet, cell, 0, cut))
                + "\n<p>&nbsp;</p>\n"
                + _split_rest(sheet, cut, cell)
            )
    return _table(_rows(sheet, cell))


def _split_place(sheet: Sheet, rng: Random) -> int:
    """A row before which the table may be cut; 0 where it is too short."""
    low = sheet.head_rows + 2
    return rng.randint(low, len(sheet.rows) - 2) if len(sheet.rows) > low + 3 else 0


def _split_rest(sheet: Sheet, cut: int, cell: CellHtml) -> str:
    """The rows after the cut; cells that reach over it are opened again, empty, as Word does."""
    again: list[Box] = []
    for number, row in enumerate(sheet.rows[:cut]):
        again += [
            Box("", box.rows - (cut - number), box.cols) for box in row if box.rows > cut - number
        ]
    first = "<tr>" + "".join(cell(box) for box in (*again, *sheet.rows[cut])) + "</tr>"
    return _table(first + "\n" + _rows(sheet, cell, cut + 1))


def _paragraph(text: str, kind: str) -> str:
    if kind == "html_word":
        font = toml("pages")["word_font"]
        return (
            '<p class="MsoNormal" style="text-indent:32pt"><span style="font-size:16pt;'
            f'font-family:{font}">{escape(text)}<o:p></o:p></span></p>'
        )
    return f"<p>　　{escape(text)}</p>"


def _heading(block: Heading, kind: str) -> str:
    if kind in ("html_word", "html_gov"):
        return _paragraph(block.text, kind)
    return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"


def _body(draft: Draft, rng: Random) -> str:
    kind = draft.format
    parts: list[str] = []
    for block in draft.blocks:
        if isinstance(block, Heading):
            parts.append(_heading(block, kind))
        elif isinstance(block, Paragraph):
            parts.append(_paragraph(block.text, kind))
        else:
            parts.append(_sheet(block, kind, rng))
    parts += [f'<p style="text-align:right">{escape(line)}</p>' for line in draft.signature]
    return "\n".join(parts)


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
{charset}<title>{title}</title>
<meta name="generator" content="govdisc simulate"/>
<meta name="description" content="{marker}"/>
{head}</head>
<body>
{top}<h1>{title}</h1>
{body}
{bottom}<p class="note">{marker}</p>
</body>
</html>
"""
_WORD_HEAD = """<style>
<!-- p.MsoNormal { margin:0cm; font-family:"Times New Roman"; } -->
</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
"""


def _site_top(draft: Draft, rng: Random) -> str:
    agency = draft.agency
    seat = agency.county or agency.city or agency.province
    index = f"{rng.randint(10**8, 10**9 - 1)}/{draft.published[:4]}-{rng.randint(1, 99999):05d}"
    said, meta = toml("pages"), toml("pages")["meta"]
    links = "".join(f'<li><a href="#">{word}</a></li>' for word in said["links"])
    cells = (
        (meta["index"], index),
        (meta["kind"], meta["kind_said"]),
        (meta["publisher"], agency.name),
        (meta["published"], draft.published),
        (meta["name"], draft.shown_title or draft.title),
        (meta["views"], str(rng.randint(12, 4000))),
    )
    rows = "".join(
        f"<tr><th>{escape(a)}</th><td>{escape(b)}</td><th>{escape(c)}</th><td>{escape(d)}</td></tr>"
        for (a, b), (c, d) in zip(cells[::2], cells[1::2], strict=True)
    )
    return (
        f'<div class="nav"><ul>{links}</ul><p>{said["path"].format(seat=seat)}</p></div>\n'
        f'<table class="meta">{rows}</table>\n'
        "<script>var total = 365; function zoom(n) { return n; }</script>\n"
    )


def _site_bottom(draft: Draft, rng: Random) -> str:
    code = draft.agency.region_code
    phone = f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}"
    said = toml("pages")
    host = said["host"].format(agency=escape(draft.agency.name), phone=phone)
    licence = said["licence"].format(
        site=f"{code}{rng.randint(0, 9999):04d}",
        icp=f"{rng.randint(5, 21):02d}{rng.randint(0, 999999):06d}",
        police=f"{code}0200{rng.randint(0, 9999):04d}",
    )
    return (
        f'<div class="share">{said["tools"]}</div>\n'
        f'<div class="footer"><p>{host}</p><p>{licence}</p></div>\n'
    )


def html_of(draft: Draft, rng: Random) -> str:
    """The report as a web page in the way that its format names."""
    kind = draft.format
    site = draft.dateline
    charset = {
        "html_gb18030": '<meta charset="gb2312"/>\n',
        "html_big5": '<meta charset="big5"/>\n',
    }
    page = _PAGE.format(
        charset="" if kind == "html_nocharset" else charset.get(kind, '<meta charset="utf-8"/>\n'),
        title=escape(draft.shown_title or draft.title),
        marker=marker(),
        head=_WORD_HEAD if kind == "html_word" else "",
        top=_site_top(draft, rng) if site else "",
        body=_body(draft, rng),
        bottom=_site_bottom(draft, rng) if site else "",
    )
    return page
