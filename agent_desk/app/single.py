"""One window per workspace: a second start raises the first one's and ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_PATIENCE = 1000


class SingleInstance:
    """Holds the workspace's lock and its local socket. On the GUI thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: QLocalServer | None = None
        self._lock = QLockFile(str(folder / "window.lock"))
        # Only the end of its process frees the lock, however long a window stays open.
        self._lock.setStaleLockTime(0)
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @cached_property
    def _name(self) -> str:
        import hashlib

        return f"agent-desk-{hashlib.sha256(str(self._folder.resolve()).encode('utf-8', 'replace')).hexdigest()[:24]}"

    def claim(self) -> bool:
        """Be the one window of the workspace, also when two start in the same moment; False when there is another.

        A folder in which no lock can be made holds nobody back.
        """
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def raise_other(self) -> bool:
        """Ask the window that is open already to come to the front; False when it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE):
            return False
        socket.write(b"raise\n")
        socket.waitForBytesWritten(_PATIENCE)
        socket.disconnectFromServer()
        return True

    def listen(self, raised: Callable[[], None]) -> None:
        """Be the one that is raised. A socket left by a process that died is taken over."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        server = self._server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: _greet(server, raised))
        server.listen(self._name)

    def close(self) -> None:
        """Let the name go."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()


def _greet(server: QLocalServer, raised: Callable[[], None]) -> None:
    while (connection := server.nextPendingConnection()) is not None:
        connection.disconnected.connect(connection.deleteLater)
        raised()
