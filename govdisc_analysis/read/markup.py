"""What a reader of web pages knows of tags: one pattern for tokens, one table of names."""

import re

from govdisc_analysis.read.knowledge import furniture_rules

# Every branch ends at the next "<" or after a bounded stretch, so that no page, however broken,
# takes more than linear time. Order: comments, elements whose content is no text, tags with
# well-quoted attributes, tags with a lost quote, tags with "<" inside a value, the rest.
TOKEN = re.compile(
    r"""
    <!--(?:>|.*?(?:--!?>|\Z))
    |<(?P<raw>(?i:script|style|noscript|textarea|select|template|iframe|svg|title|xml))
      (?=[\s/>])[^<>]*+(?<!/)>(?P<body>.*?)(?:</(?i:(?P=raw))[^>]{0,500}>|\Z)
    |<(/?)(?P<name>[a-zA-Z][^\s/<>"']*+)
      (?P<attributes>[^"'<>]*+>|(?:[^"'<>]++|"[^"<]*+"|'[^'<]*+')*+>|[^<>]*+>|(?:[^"'<>]++|"[^"]{0,2000}+"|'[^']{0,2000}+'){0,100}+>)
    |<[!?][^<>]*+>
    |<[a-zA-Z/!?][^<>]*+\Z
    """,
    re.S | re.X,
)

HIDDEN = re.compile(r"display\s*:\s*none|\shidden(?=[\s=>/])", re.I)
_ATTRIBUTE = r"""(?<![\w-]){}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
CLASS_OR_ID = re.compile(_ATTRIBUTE.format("(?:class|id)"), re.I)
SPAN = re.compile(r"""(?<![\w-])(row|col)span\s*=\s*["']?\s*(-?\d{1,9})""", re.I)
META_NAME = re.compile(_ATTRIBUTE.format("(?:name|property)"), re.I)
META_CONTENT = re.compile(_ATTRIBUTE.format("content"), re.I)
_WORD = re.compile(r"[a-z]+")

_VOID = "area base br col embed hr img input link meta param source wbr"
VOID = frozenset(_VOID.split())
PARAGRAPH_END = re.compile(
    r"</p\s*>|(?=<(?:p|div|table|tr|td|ul|ol|h[1-6])[\s>]|</(?:div|td|body)\b)", re.I
)

BLOCK, BREAK, TABLE, ROW, CELL, SECTION, META, CONTAINER = range(1, 9)

_NAMES = {
    BLOCK: "address article blockquote body caption center dd dt details fieldset figcaption "
    "figure form h1 h2 h3 h4 h5 h6 hr html head legend li main p pre summary option button",
    BREAK: "br",
    TABLE: "table",
    ROW: "tr",
    CELL: "td th",
    SECTION: "thead tbody tfoot",
    META: "meta",
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
