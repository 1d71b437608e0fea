"""The two encodings that a user tries."""


def decode(data: bytes) -> str:
    """Text of UTF-8 bytes, else of GB 18030.

    >>> decode("年".encode("gbk")), decode("年".encode())
    ('年', '年')
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
