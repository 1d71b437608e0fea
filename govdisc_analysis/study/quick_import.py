"""Importing papermill without the two seconds that a web address grammar takes.

jsonschema builds that grammar on import to check the format of web addresses, which no notebook
asks for. The stub stands only while papermill is imported.
"""

import sys
from functools import cache
from importlib import import_module
from types import ModuleType

_SLOW = "rfc3987_syntax"


@cache
def papermill() -> ModuleType:
    """The papermill package."""
    stubbed = _SLOW not in sys.modules
    if stubbed:
        sys.modules[_SLOW] = None  # type: ignore[assignment]
    try:
        return import_module("papermill")
    finally:
        if stubbed:
            del sys.modules[_SLOW]
