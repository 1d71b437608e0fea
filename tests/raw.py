"""The project's own raw reports."""

from tests.shared import ROOT

RAW = sorted((ROOT / "data" / "raw").glob("0*.txt"))


def read_raw(number: str) -> str:
    """Text of the report whose file name starts with this number."""
    (path,) = [p for p in RAW if p.name.startswith(number)]
    return path.read_bytes().decode("utf-8")
