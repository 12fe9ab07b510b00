"""What strangers write to hurt whoever reads it. `{bait}` is an address that must never be asked for anything."""

from __future__ import annotations

import socket
import threading
from typing import Self

PLAIN = "visible words"
"""Stand in every hostile post and have to be readable."""

HTML = {
    "script": "<script>fetch('{bait}/script')</script>visible words<script src='{bait}/src.js'></script>",
    "style": "<style>@import url({bait}/a.css); p { background: url({bait}/b.png) }</style><p>visible words</p>",
    "inline_style": '<p style="background-image: url({bait}/c.png); font-size: 900px">visible words</p>',
    "handlers": "<p onclick=\"location='{bait}/d'\" onmouseover='x()'>visible words</p><img src=x onerror=alert(1)>",
    "pixel": "visible words<img src='{bait}/pixel.gif' width=1 height=1><img srcset='{bait}/set.png 2x'>",
    "links": "<a href='javascript:alert(1)'>visible</a> <a href='file:///etc/passwd'>words</a> visible words"
    " <a href='data:text/html,<script>1</script>'>three</a> <a href=' java&#9;script:alert(1)'>four</a>",
    "frames": "visible words<iframe src='{bait}/e'></iframe><object data='{bait}/f'></object><embed src='{bait}/g'>",
    "media": "visible words<video src='{bait}/h' poster='{bait}/i' autoplay></video><audio src='{bait}/j' autoplay>",
    "svg": "<svg onload='x()'><image href='{bait}/k'/><use href='{bait}/l#a'/></svg>visible words",
    "head": "<base href='{bait}/'><link rel=stylesheet href='{bait}/m.css'><meta http-equiv=refresh content='0;"
    " url={bait}/n'>visible words<form action='{bait}/o'><input autofocus onfocus='x()'></form>",
    "table": "<table background='{bait}/p'><tr><td background='{bait}/q'>visible words</td></tr></table>",
    "list_image": "<ul style=\"list-style-image: url('{bait}/r')\"><li>visible words</li></ul>",
    "look_alike": "visible words <a href='https://xn--pple-43d.com/'>https://apple.com</a>"
    " <a href='https://\u0430pple.com'>apple.com</a> <a href='https://apple.com@127.0.0.1/'>apple.com</a>",
    "nested": "<blockquote>" * 300 + "visible words" + "</blockquote>" * 300,
    "unclosed": "<div><p><b><i><a href='https://example.org'>" * 200 + "visible words",
}

TEXTS = {
    "bidi": "visible words \u202etxt.exe\u202c \u2066\u2067\u2068 \u200fabc\u200e \u202d\u202e\u202e\u202e",
    "zalgo": "visible words " + "a" + "\u0301\u0316\u0350\u20dd" * 60,
    "controls": "visible words \u0007\u0008\u001b[31mred\u001b[0m \u0085 \ufeff \u2028 \u2029 \ufffe",
    "scripts": "visible words \u0639\u0631\u0628\u064a \u05e2\u05d1\u05e8\u05d9\u05ea \u4f60\u597d \u3053\u3093"
    " \ud55c\uad6d\uc5b4 \u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22 \u10e5\u10d0\u10e0\u10d7"
    " \u1206\u121d \u13e3\u13b3\u13a9 \U00012000 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f4",
    "markup": "visible words <script>alert(1)</script> &lt;b&gt; &#60;i&#62; ]]> --> [x](javascript:alert(1))",
    "formats": "visible words %s %n {0} {bait} ${x} `id` '; DROP TABLE message; -- \\u0000 %00 ../../etc",
}


class Bait:
    """Listens on the loopback and counts whoever connects."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.bites: list[bytes] = []
        self._thread = threading.Thread(target=self._run, name="bait")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        socket.create_connection(self._socket.getsockname()).close()
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                connection.settimeout(2)
                request = connection.recv(2000)
            if not request:
                return
            self.bites.append(request)
