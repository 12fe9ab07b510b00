"""A real WordPress on SQLite on the loopback: the venue, its customers, and a look at what is really stored."""

from __future__ import annotations

import base64
import http.client
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from tests.venues.download_cache import CannotStart
from tests.venues.php import Php, find_php
from tests.venues.wordpress_download import WordPressArchives, wordpress_archives

_SCRIPTS = Path(__file__).parent / "wordpress"
_START_SECONDS = 60.0
_ANSWER_SECONDS = 60.0
# Ends server and workers when its standard input ends, so also with the test run, however that ends; and when the
# server ends by itself. The workers alone would outlive both.
_END_TOGETHER = '("$@"; kill -9 0) </dev/null & read -r _; kill -9 0'
_STORED_STATUS = {"1": "approved", "0": "hold"}


@dataclass(frozen=True)
class WordPressUser:
    """One account; `role` is WordPress's word for it, `application_password` goes with `name` into Basic sign-in."""

    id: int
    name: str
    role: str
    display_name: str
    application_password: str = field(repr=False)

    @property
    def authorization(self) -> str:
        """The value of the `Authorization` header."""
        pair = f"{self.name}:{self.application_password}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")


@dataclass(frozen=True)
class StoredComment:
    """A row of the comments table as it is; `status` is approved, hold, spam or trash, `posted_at` is UTC."""

    id: int
    post_id: int
    parent_id: int
    author_name: str
    author_email: str
    user_id: int
    text: str
    status: str
    posted_at: datetime


@dataclass(frozen=True)
class Answer:
    """What WordPress said to one call: the status, the headers by lower-case name, the decoded JSON."""

    status: int
    headers: Mapping[str, str]
    json: Any

    @property
    def code(self) -> str:
        """WordPress's own word for an error, or nothing."""
        return str(self.json.get("code", "")) if isinstance(self.json, dict) else ""


class UnexpectedAnswer(AssertionError):
    """WordPress refused something that a test's preparation needed."""


@dataclass
class WordPressSite:
    """One running site with a folder of its own; all calls block and may come from any thread."""

    url: str
    folder: Path
    users: Mapping[str, WordPressUser]
    _process: subprocess.Popen[bytes] = field(repr=False)
    _log: IO[bytes] = field(repr=False)

    @classmethod
    def start(cls, run_dir: Path) -> WordPressSite:
        """Unpacks, sets up and starts a site in the folder (created when absent); about one second from a warm cache.

        Raises `CannotStart` when PHP or the download is not to be had.
        """
        if sys.platform == "win32":
            raise CannotStart("the WordPress of the tests is only put together for Linux and macOS")
        php = find_php()
        folder = run_dir / "site"
        _unpack(wordpress_archives(), folder)
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        _configure(folder, url)
        users = _set_up(php, folder)
        shutil.copyfile(_database(folder), run_dir / "pristine.sqlite")
        log = (run_dir / "php.log").open("ab")
        # Without workers a request that hangs would hang all others.
        options = ("-d", "sendmail_path=true", "-d", "opcache.enable_cli=1")
        server = [*php.command, *options, "-S", f"127.0.0.1:{port}", "-t", str(folder), str(_SCRIPTS / "router.php")]
        process = subprocess.Popen(
            ["sh", "-c", _END_TOGETHER, "sh", *server],
            # Without workers a request that hangs would hang all others.
            env=php.environ(PHP_CLI_SERVER_WORKERS="4"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        site = cls(url, folder, users, process, log)
        try:
            site._wait_until_it_answers()
        except BaseException:
            site.stop()
            raise
        return site

    @property
    def brand(self) -> WordPressUser:
        """The editor whose replies are ours."""
        return self.users["brand"]

    @property
    def admin(self) -> WordPressUser:
        """The administrator through whom the tests arrange things."""
        return self.users["admin"]

    @property
    def writer(self) -> WordPressUser:
        """An author: may write posts, may not moderate comments on other people's."""
        return self.users["writer"]

    @property
    def customer(self) -> WordPressUser:
        """A registered customer (a subscriber), whose comments may be refused as a flood or held."""
        return self.users["customer"]

    def call(
        self,
        method: str,
        path: str,
        *,
        user: WordPressUser | None = None,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """One raw request below `/wp-json/`; signed in only when a user is named. Raises `OSError` when stopped."""
        host = urlsplit(self.url).netloc
        headers = {"Accept": "application/json"}
        if user is not None:
            headers["Authorization"] = user.authorization
        if body is not None:
            headers["Content-Type"] = "application/json"
        target = "/wp-json/" + path.lstrip("/") + ("?" + urlencode(params) if params else "")
        with closing(http.client.HTTPConnection(host, timeout=_ANSWER_SECONDS)) as connection:
            connection.request(method, target, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            content = response.read()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, json.loads(content) if content else None)

    def create_post(self, title: str, html: str) -> int:
        """Publishes a blog post by the brand and returns its id."""
        body = {"title": title, "content": html, "status": "publish"}
        return int(self._arrange("POST", "wp/v2/posts", body, user=self.brand)["id"])

    def customer_comment(
        self,
        post_id: int,
        author_name: str,
        text: str,
        parent: int | None = None,
        *,
        hold: bool = False,
        posted_at: datetime | None = None,
    ) -> int:
        """A comment by a visitor without an account; returns its id.

        Stored by the administrator in the visitor's name, which leaves out the 15 seconds between two visitors'
        comments and WordPress's own filter of HTML, and nothing else. `posted_at` (aware) is now unless given.
        """
        body: dict[str, Any] = {
            "post": post_id,
            "parent": parent or 0,
            "author_name": author_name,
            "author_email": f"visitor-{zlib.crc32(author_name.encode())}@example.net",
            "content": text,
            "status": "hold" if hold else "approved",
        }
        if posted_at is not None:
            body["date_gmt"] = posted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return int(self._arrange("POST", "wp/v2/comments", body)["id"])

    def edit_comment(self, comment_id: int, text: str) -> None:
        """Changes the text, as its author or a moderator would."""
        self._arrange("POST", f"wp/v2/comments/{comment_id}", {"content": text})

    def delete_comment(self, comment_id: int) -> None:
        """Deletes for good; for the trash see `set_comment_status`."""
        self._arrange("DELETE", f"wp/v2/comments/{comment_id}", {"force": True})

    def set_comment_status(self, comment_id: int, status: str) -> None:
        """Moderates: approved, hold, spam or trash."""
        self._arrange("POST", f"wp/v2/comments/{comment_id}", {"status": status})

    def close_comments(self, post_id: int) -> None:
        """No more comments below this post, not even the brand's."""
        self._arrange("POST", f"wp/v2/posts/{post_id}", {"comment_status": "closed"})

    def revoke_application_password(self, user: WordPressUser | None = None) -> None:
        """Revokes all application passwords of the user (the brand unless named); `reset` brings them back."""
        self._arrange("DELETE", f"wp/v2/users/{(user or self.brand).id}/application-passwords", {})

    def comments(self, post_id: int | None = None) -> list[StoredComment]:
        """All comments in the database, oldest id first: held, spam and trash too, of one post or of all.

        Read from the file, so it also works while the site is stopped.
        """
        query = (
            "select comment_ID, comment_post_ID, comment_parent, comment_author, comment_author_email, user_id,"
            " comment_content, comment_approved, comment_date_gmt from wp_comments"
            " where :post is null or comment_post_ID = :post order by comment_ID"
        )
        with closing(sqlite3.connect(f"{_database(self.folder).as_uri()}?mode=ro", uri=True, timeout=30)) as database:
            rows = database.execute(query, {"post": post_id}).fetchall()
        return [
            StoredComment(
                id=int(row[0]),
                post_id=int(row[1]),
                parent_id=int(row[2]),
                author_name=str(row[3]),
                author_email=str(row[4]),
                user_id=int(row[5]),
                text=str(row[6]),
                status=_STORED_STATUS.get(str(row[7]), str(row[7])),
                posted_at=datetime.strptime(row[8], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC),
            )
            for row in rows
        ]

    def reset(self) -> None:
        """Everything as it was right after the start, passwords included; the site keeps running."""
        with (
            closing(sqlite3.connect(self.folder.parent / "pristine.sqlite")) as pristine,
            closing(sqlite3.connect(_database(self.folder), timeout=30)) as database,
        ):
            pristine.backup(database)

    def stop(self) -> None:
        """Ends the server and its workers; a second call does nothing."""
        if self._log.closed:
            return
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        # All of them hold the other end of this pipe, so it ends when the last one is gone and its port with it.
        self._process.stdout.read()
        self._process.stdout.close()
        self._process.wait()
        self._log.close()

    def _arrange(self, method: str, path: str, body: Mapping[str, Any], user: WordPressUser | None = None) -> Any:
        answer = self.call(method, path, user=user or self.admin, body=body)
        if not 200 <= answer.status < 300:
            raise UnexpectedAnswer(f"{method} {path} answered {answer.status}: {answer.json}")
        return answer.json

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                answer = self.call("GET", "wp/v2/users/me", user=self.brand)
            except (OSError, http.client.HTTPException, ValueError) as error:
                seen = repr(error)
            else:
                if answer.status == 200:
                    return
                seen = f"{answer.status} {answer.json}"
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                ended = False
            else:
                ended = True
            if ended or time.monotonic() > deadline:
                log = (self.folder.parent / "php.log").read_text(errors="replace")
                raise CannotStart(f"WordPress did not start: {seen}\n{log[-2000:]}")


def _database(folder: Path) -> Path:
    return folder / "wp-content" / "database" / ".ht.sqlite"


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def _unpack(archives: WordPressArchives, folder: Path) -> None:
    plugins = folder / "wp-content" / "plugins"
    with zipfile.ZipFile(archives.wordpress) as archive:
        archive.extractall(folder)
    with zipfile.ZipFile(archives.sqlite_plugin) as archive:
        archive.extractall(plugins)
    # Under the name in the archive the drop-in finds nothing and silently does nothing.
    plugin = (plugins / "sqlite-database-integration-main").rename(plugins / "sqlite-database-integration")
    shutil.copyfile(plugin / "db.copy", folder / "wp-content" / "db.php")


def _configure(folder: Path, url: str) -> None:
    config = folder / "wp-config.php"
    text = config.read_text(encoding="utf-8")
    marker = "/* Add any custom values"
    if marker not in text:
        raise CannotStart("the shipped wp-config.php has another shape than expected")
    values = {
        "WP_HOME": url,
        "WP_SITEURL": url,
        "DISABLE_WP_CRON": True,
        "WP_HTTP_BLOCK_EXTERNAL": True,
        "WP_ENVIRONMENT_TYPE": "local",  # application passwords over plain http
        "DISALLOW_FILE_MODS": True,
    }
    lines = "".join(f"define( '{name}', {json.dumps(value)} );\n" for name, value in values.items())
    config.write_text(text.replace(marker, lines + marker), encoding="utf-8")


def _set_up(php: Php, folder: Path) -> dict[str, WordPressUser]:
    done = subprocess.run(
        [*php.command, "-d", "sendmail_path=true", str(_SCRIPTS / "setup.php"), str(folder)],
        env=php.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotStart(f"WordPress could not be set up: {done.stdout[-1000:]} {done.stderr[-1000:]}")
    return {entry["name"]: WordPressUser(**entry) for entry in json.loads(done.stdout)}
