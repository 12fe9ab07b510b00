"""The fields of a request's body, whatever form they were sent in; for the fake servers."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs


def fields_of(kind: str, content: bytes) -> dict[str, Any]:
    """By `Content-Type`; of a file its type and its content."""
    if "json" in kind:
        return dict(json.loads(content or b"{}"))
    if "form-urlencoded" in kind:
        return {key: values[0] for key, values in parse_qs(content.decode(), keep_blank_values=True).items()}
    if "multipart" in kind:
        edge = re.search(r"boundary=(\S+)", kind)
        assert edge is not None
        found: dict[str, Any] = {}
        for part in content.split(b"--" + edge[1].encode())[1:-1]:
            head, _, value = part.strip(b"\r\n").partition(b"\r\n\r\n")
            name = re.search(rb'name="(\w+)"', head)
            mime = re.search(rb"Content-Type: (\S+)", head)
            assert name is not None
            found[name[1].decode()] = value.decode() if mime is None else (mime[1].decode(), value)
        return found
    assert not content, kind
    return {}
