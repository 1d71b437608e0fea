"""What a reader of web pages knows of tags: one pattern for tokens, one table of names."""

import re

from govdisc_analysis.read.knowledge import furniture_rules

# Every branch ends at the next "<" or after a bounded stretch, so that no page, however broken,
# takes more than linear time. Order: tags (attributes with well-kept quotes, with a lost quote,
# with "<" inside a value), comments, elements whose content is no text, what is left of them.
_RAW = "script|style|noscript|textarea|select|template|iframe|svg|title|xml"
_TOKEN = rf"""
    <(?:
      (?P<slash>/?)(?![sntixSNTIX](?i:(?<=[sS])(?:cript|tyle|elect|vg)|(?<=[nN])oscript
        |(?<=[tT])(?:extarea|emplate|itle)|(?<=[iI])frame|(?<=[xX])ml)[\s/>])
      (?P<name>[a-zA-Z][^\s/<>"']*+)
      (?P<attributes>[^"'<>]*+(?>(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*)>
        |[^<>]*+>
        |(?>(?:[^"'<>]++|"[^"]{{0,2000}}+"|'[^']{{0,2000}}+'){{0,100}})>)
      |!--(?:>|.*?(?:--!?>|\Z))
      |(?P<raw>(?i:{_RAW}))(?=[\s/>])[^<>]*+(?<!/)>(?P<body>.*?)(?:</(?i:(?P=raw))[^>]{{0,500}}>|\Z)
      |/?(?i:{_RAW})[^<>]*+>
      |[!?][^<>]*+>
      |[a-zA-Z/!?][^<>]*+\Z
    )
    """
TOKEN = re.compile(_TOKEN, re.S | re.X)
# Attributes whose quotes are well kept, as nearly all are.
_NEAT = r"""(?:\s[^<>"']*+(?>(?:(?:"[^"<>]*+"|'[^'<>]*+')[^<>"']*+)*))?"""
# Tags that only dress what they hold, and are of no kind below, are passed over with their
# neighbours: pages out of an office program have more of them than of all others.
_IDLE = rf"(?:</?(?:span|font|b|strong|o:p|a|em|i|u){_NEAT}>)"
NEXT_TOKEN = re.compile(rf"(?>{_IDLE}*){_TOKEN}(?>{_IDLE}*)|(?>{_IDLE}+)", re.S | re.X)

HiddenClasses = dict[str, set[str]]
_SHEET = re.compile(r"<style\b[^<>]*>([^<]*(?:<!--[^<]*)?)</style", re.I)
_FOR_SCREENS = re.compile(r"@[a-z-]+[^{}]{0,300}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.I)
_RULE = re.compile(
    r"(?P<selectors>[^{}]{1,200})\{[^{}]*?display\s*:\s*(?P<display>[a-z-]+)[^{}]*\}", re.I
)
_CLASSES = re.compile(r"(?:\.[A-Za-z][\w-]*){1,2}")
_MOST_CLASSES, _LONGEST_SHEET = 200, 20_000
HIDDEN = re.compile(r"display\s*:\s*none|\shidden(?=[\s=>/])", re.I)
_DRESS = "(?:p|span|font|b|strong|o:p)"
# The content and end of a cell that holds one word, at most with tags around it that only dress it.
_PLAIN = rf"""\s*+(?>(?:<{_DRESS}{_NEAT}>\s*+)*)
    ([^<>&\s]*+)\s*+(?>(?:</?{_DRESS}\s*+>\s*+)*)</t[dh]>"""
PLAIN_CELL = re.compile(_PLAIN, re.X)
# The same with the cell's own tag, behind another cell of the row or as the first of the next row.
NEXT_CELL = re.compile(rf"\s*+(?>(?:</tr>\s*+<tr{_NEAT}>\s*+)?)<t[dh]{_NEAT}>{_PLAIN}", re.X)
CELL_TAG = re.compile(rf"<t[dh]({_NEAT}>)")
_ATTRIBUTE = r"""(?<![\w-]){}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_CLASS = re.compile(_ATTRIBUTE.format("class"), re.I)
CLASS_OR_ID = re.compile(_ATTRIBUTE.format("(?:class|id)"), re.I)
SPAN = re.compile(r"""(?<![\w-])(row|col)span\s*=\s*["']?\s*(-?\d{1,9})""", re.I)
# What an input field of a form shows; its kind, where it shows no text.
FIELD_VALUE = re.compile(_ATTRIBUTE.format("value"), re.I)
NO_TEXT_FIELD = re.compile(
    r"""(?<![\w-])type\s*=\s*["']?\s*(?:hidden|button|submit|reset|image|checkbox|radio|password|file)""",
    re.I,
)
# Inline elements that a style sheet, or their own style, sets as the cells of a table.
INLINE_CELL = re.compile(
    r"""<(?:span|i|em|b|label)\s[^<>]*?(?<![\w-])(?:
      class\s*=\s*["']?(?:[^"'<>]*\s)?(?:t[dh]|t?cell|table-cell)["'\s>]
      |style\s*=\s*["'](?:[^"'<>]*[;\s])?(?:flex(?:-grow|-basis)?\s*:|display\s*:\s*table-cell))""",
    re.I | re.X,
)
_FEW_CELLS = 60
META_NAME = re.compile(_ATTRIBUTE.format("(?:name|property)"), re.I)
META_CONTENT = re.compile(_ATTRIBUTE.format("content"), re.I)
_WORD = re.compile(r"[a-z]+")

# Few words struck out, before those that replace them.
STRUCK_WORDS = re.compile(r"[^<>]{1,30}</(?:del|s|strike)\s*>", re.I)

_VOID = "area base br col embed hr img input link meta param source wbr"
VOID = frozenset(_VOID.split())
PARAGRAPH_END = re.compile(
    r"</p\s*>|(?=<(?:p|div|table|tr|td|ul|ol|h[1-6])[\s>]|</(?:div|td|body)\b)", re.I
)

BLOCK, BREAK, TABLE, ROW, CELL, SECTION, META, CONTAINER, LINES, FIELD, STRUCK = range(1, 12)

_NAMES = {
    BLOCK: "address article blockquote body caption center dd dt details fieldset figcaption "
    "figure form h1 h2 h3 h4 h5 h6 hr html head legend li main p summary option button",
    BREAK: "br",
    TABLE: "table",
    ROW: "tr",
    CELL: "td th",
    SECTION: "thead tbody tfoot",
    META: "meta",
    LINES: "pre",
    FIELD: "input",
    STRUCK: "del s strike",
    CONTAINER: "div ul ol dl nav header footer section aside",
}
_ELEMENT_FURNITURE = {"nav": "navigation", "footer": "footer", "header": "head"}


class TagKinds(dict[str, int]):
    """Kind of each tag name; a name in mixed case is looked up in lower case once."""

    def __missing__(self, name: str) -> int:
        kind = self.get(name.lower(), 0)
        if len(self) < 1000:
            self[name] = kind
        return kind


KINDS = TagKinds({name: kind for kind, names in _NAMES.items() for name in names.split()})


def hiding_places(source: str) -> tuple[list[int], HiddenClasses]:
    """Where an element may be hidden, and the classes that a style sheet hides.

    The words are sought first because that is quick.
    """
    lowered = source.encode("utf-8", "replace").lower()  # bytes become small in a tenth of the time
    if b"display" not in lowered and b"hidden" not in lowered:
        return [], {}
    places = [found.start() for found in HIDDEN.finditer(source)]
    classes = hidden_classes(source) if b"</style" in lowered else {}
    if classes:
        names = "|".join(map(re.escape, classes))
        known = re.compile(rf"""(?<=\sclass=)["']?[^"'<>]*(?<![\w-])(?:{names})(?![\w-])""")
        places = sorted(places + [found.start() for found in known.finditer(source)])
    return places, classes


def hidden_classes(source: str) -> HiddenClasses:
    """Classes that a style sheet in the page hides, with those that show them again.

    What holds for some screens only is left aside.

    >>> hidden_classes("<style>.tab {display:none} .tab.on {display:block} .a{margin:0}</style>")
    {'tab': {'on'}}
    """
    found: HiddenClasses = {}
    for sheet in _SHEET.finditer(source):
        if "display" not in sheet[1]:
            continue
        rules = _FOR_SCREENS.sub("", sheet[1][:_LONGEST_SHEET])
        for rule in _RULE.finditer(rules):
            hides_it = rule["display"].lower() == "none"
            for selector in rule["selectors"].split(","):
                names = selector.strip().lstrip(".").split(".")
                if _CLASSES.fullmatch(selector.strip()) and hides_it == (len(names) == 1):
                    found.setdefault(names[0], set()).update(names[1:])
        if len(found) > _MOST_CLASSES:
            return {}
    return found


def hides_by_class(classes: HiddenClasses, attributes: str) -> bool:
    """Whether an element has a hidden class, and none that shows it again."""
    if not classes or "class" not in attributes:
        return False
    own = set(attribute(_CLASS, attributes).split())
    return any(name in own and not own & shown for name, shown in classes.items())


def has_inline_cells(source: str) -> bool:
    """Whether inline elements are cells by their class."""
    return INLINE_CELL.search(source) is not None


def is_large(source: str) -> bool:
    """Whether a page has a large table of its own."""
    return source.count("</td>") >= _FEW_CELLS or source.count("</TD>") >= _FEW_CELLS


def hides(name: str, attributes: str) -> bool:
    """Whether a start tag says that its element is not shown."""
    if "none" not in attributes and "hidden" not in attributes and "NONE" not in attributes:
        return False
    return name.lower() not in VOID and HIDDEN.search(attributes) is not None


def attribute(pattern: re.Pattern[str], attributes: str) -> str:
    """Value of the first attribute that the pattern finds, or ""."""
    found = pattern.search(attributes)
    return next((value for value in found.groups() if value), "") if found else ""


def furniture_kind(name: str, attributes: str) -> str:
    """Kind of page furniture that an element announces by its name, class or id, or "".

    >>> furniture_kind("div", ' class="footer-box clearfix"')
    'footer'
    """
    kind = _ELEMENT_FURNITURE.get(name, "")
    if kind:
        return kind
    kinds = furniture_rules().kinds
    for found in CLASS_OR_ID.finditer(attributes):
        value = next((group for group in found.groups() if group), "").lower()
        for word in _WORD.findall(value):
            if word in kinds:
                return kinds[word]
    return ""
