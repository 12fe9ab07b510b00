"""Pictures that posts point at: nothing but https to the public internet, whatever names, redirects and bodies say."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agent_desk.connectors.http import MediaHttp, Timeouts
from agent_desk.connectors.http.media import is_public
from agent_desk.domain.errors import Gone, Unexpected, Unreachable

PUBLIC = "93.184.215.14"
SHORT = Timeouts(connect=2, idle=0.3, total=0.6)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - listed as refused
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b:1::7f00:1", "::7f00:1", "fec0::1"),
        *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "255.255.255.255", "not an address", ""),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


class PictureServer:
    """An https server on the loopback that stands for the host `pictures.test` at a public address."""

    def __init__(self, certificate: Path) -> None:
        self.got: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.got.append((self.path, dict(self.headers.items())))
                status, headers, body = server.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up are the point
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for pictures.test that only these tests trust."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed, so no certificate can be made")
    file = tmp_path_factory.mktemp("certificate") / "all.pem"
    command = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=pictures.test", "-addext", "subjectAltName=DNS:pictures.test"]
    command += ["-keyout", str(file), "-out", str(file.with_name("certificate.pem"))]
    subprocess.run(command, check=True, capture_output=True)
    file.write_text(file.read_text() + file.with_name("certificate.pem").read_text())
    return file


@pytest.fixture
def server(certificate: Path) -> Iterator[PictureServer]:
    """The picture server."""
    made = PictureServer(certificate)
    yield made
    made.close()


@pytest.fixture
def dialled() -> list[str]:
    """The addresses that were connected to."""
    return []


@pytest.fixture
def media(
    server: PictureServer, certificate: Path, dialled: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., MediaHttp]]:
    """Makes fetchers for a world in which names have the given addresses."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    made: list[MediaHttp] = []

    def make(**names: list[str]) -> MediaHttp:
        world = {"pictures.test": [PUBLIC], **{name.replace("_", "."): found for name, found in names.items()}}

        def resolve(host: str) -> list[str]:
            if host not in world:
                raise socket.gaierror(host)
            return world[host]

        def dial(address: str, port: int, seconds: float) -> socket.socket:
            dialled.append(f"{address}:{port}")
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        made.append(MediaHttp(timeouts=SHORT, resolve=resolve, dial=dial))
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


def test_a_picture_is_fetched_without_saying_who_asks(
    server: PictureServer, media: Callable[..., MediaHttp], dialled: list[str]
) -> None:
    server.answers["/a.png"] = (200, {"Content-Type": "image/png; x=1", "Set-Cookie": "a=1"}, PNG)
    fetcher = media()
    for _ in range(2):
        picture = fetcher.fetch("https://pictures.test/a.png")
        assert (picture.body, picture.mime) == (PNG, "image/png")
    assert dialled == [f"{PUBLIC}:443"] * 2
    for _, headers in server.got:
        assert not {"Cookie", "Referer", "Authorization"} & set(headers)


@pytest.mark.parametrize(
    "url",
    [
        *("http://pictures.test/a.png", "https://pictures.test:8443/a.png", "https://user:pw@pictures.test/a.png"),
        *("file:///etc/passwd", "ftp://pictures.test/a", "data:image/png;base64,AAAA", "javascript:1", "", "https://"),
        *("https://127.0.0.1/a", "https://[::1]/a", "https://2130706433/", "https://[::1", "//pictures.test/a.png"),
    ],
)
def test_addresses_that_are_not_asked(media: Callable[..., MediaHttp], dialled: list[str], url: str) -> None:
    with pytest.raises((Unexpected, Unreachable)):
        media(**{"127_0_0_1": ["127.0.0.1"], "::1": ["::1"], "2130706433": ["127.0.0.1"]}).fetch(url)
    assert dialled == []


@pytest.mark.parametrize("addresses", [["10.0.0.5"], [PUBLIC, "127.0.0.1"], ["::ffff:169.254.169.254"], []])
def test_a_name_with_a_private_address_is_not_asked(
    media: Callable[..., MediaHttp], dialled: list[str], addresses: list[str]
) -> None:
    with pytest.raises(Unexpected):
        media(inside_test=addresses).fetch("https://inside.test/a.png")
    assert dialled == []


@pytest.mark.parametrize(
    "location",
    ["https://inside.test/a", "https://169.254.169.254/", "http://pictures.test/a.png", "https://[::1", "/loop", ""],
)
def test_redirects_are_checked_again(
    server: PictureServer, media: Callable[..., MediaHttp], dialled: list[str], location: str
) -> None:
    server.answers["/loop"] = (302, {"Location": location}, b"")
    with pytest.raises(Unexpected):
        media(inside_test=["10.0.0.5"], **{"169_254_169_254": ["169.254.169.254"]}).fetch("https://pictures.test/loop")
    assert set(dialled) == {f"{PUBLIC}:443"}
    assert len(dialled) <= 4


def test_redirects_between_public_hosts_are_followed(
    server: PictureServer, media: Callable[..., MediaHttp], dialled: list[str]
) -> None:
    server.answers["/old"] = (301, {"Location": "/new"}, b"")
    server.answers["/new"] = (200, {"Content-Type": "image/webp"}, b"RIFF")
    assert media().fetch("https://pictures.test/old").mime == "image/webp"


def test_redirects_are_followed_only_where_they_may(
    server: PictureServer, media: Callable[..., MediaHttp], dialled: list[str]
) -> None:
    server.answers["/old"] = (301, {"Location": "https://elsewhere.test/new"}, b"")
    with pytest.raises(Unexpected):
        media().fetch("https://pictures.test/old", follow=lambda url: url != "https://elsewhere.test/new")
    assert len(dialled) == 1


def test_another_hosts_certificate_is_refused(media: Callable[..., MediaHttp]) -> None:
    with pytest.raises(Unreachable):
        media(other_test=[PUBLIC]).fetch("https://other.test/a.png")


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>"), Unexpected),
        ((200, {"Content-Type": "image/svg+xml"}, b"<svg/>"), Unexpected),
        ((200, {}, PNG), Unexpected),
        ((200, {"Content-Type": "image/png"}, b"x" * 20_000), Unexpected),
        ((200, {"Content-Type": "image/png", "Content-Length": "99"}, PNG), Unreachable),
        ((404, {}, b""), Gone),
        ((500, {}, b""), Unreachable),
    ],
)
def test_what_is_no_picture_is_not_taken(
    server: PictureServer,
    media: Callable[..., MediaHttp],
    answer: tuple[int, dict[str, str], bytes],
    meaning: type[Exception],
) -> None:
    server.answers["/a.png"] = answer
    with pytest.raises(meaning):
        media().fetch("https://pictures.test/a.png", max_bytes=10_000)
