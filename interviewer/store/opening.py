"""Opening the database: private from its first byte, migrated with a backup, set aside when it is damaged."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from interviewer.errors import StoreError
from interviewer.store.schema import MIGRATIONS, statements
from interviewer.store.store import Store, is_damage

DATABASE_NAME = "interviewer.sqlite3"

_BUSY_TIMEOUT_S = 10.0  # another program of ours may be saving: wait, do not fail
_BUSY_RETRY_S = 0.01
_COMPANIONS = ("", "-wal", "-shm")  # SQLite keeps the newest pages beside the file


def tell_on_stderr(notice: StoreError) -> None:
    """Show a notice of the store (something happened, the work goes on) to the person."""
    import click

    from interviewer.language import screen_language
    from interviewer.messages import error_text

    click.echo(error_text(notice, screen_language()), err=True)


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def make_private_folder(path: Path) -> None:
    """Create a folder readable by the user alone.

    Raises:
        StoreError: it cannot be created or written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(13, "not writable", str(path))
    except OSError as error:
        raise StoreError(
            f"the data folder {path} cannot be used ({error.strerror or error}); choose another one with --data-dir",
            path=str(path),
            reason=error.strerror or str(error),
            problem="folder",
        ) from error


@contextmanager
def open_store(
    data_dir: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    notice: Callable[[StoreError], None] = tell_on_stderr,
) -> Iterator[Store]:
    """Open the database in the data folder, making both when they are not there yet.

    A damaged database is renamed, `notice` is told where it lies, and a new one begins. A database of an older version
    is copied beside itself before it is migrated.

    Args:
        data_dir: the user's data folder.
        now: the time in UTC.
        notice: is told what happened while the work goes on.

    Raises:
        StoreError: the folder cannot be written to, the database is locked, was made by a newer version of the
            program, or turned out to be damaged while it was in use (it is set aside then).
    """
    make_private_folder(data_dir)
    path = data_dir / DATABASE_NAME
    connection = _open_or_begin_anew(path, now, notice)
    try:
        with closing(connection):
            yield Store(connection, path, now)
    except sqlite3.Error as error:
        if is_damage(error):
            raise _set_aside(path, now(), error) from error
        raise _cannot_open(path, error) from error


def _open_or_begin_anew(
    path: Path, now: Callable[[], datetime], notice: Callable[[StoreError], None]
) -> sqlite3.Connection:
    try:
        found = _identity(path)
        try:
            return _open_database(path, now)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            if _identity(path) == found:  # else another program was quicker, and this is the new one already
                notice(_set_aside(path, now(), error))
            return _open_database(path, now)
    except (sqlite3.Error, OSError) as error:
        raise _cannot_open(path, error) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell one file from another that has taken its name; None while there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _cannot_open(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"the database {path} cannot be opened ({error}); nothing in it was changed",
        path=str(path),
        reason=str(error),
        problem="database",
    )


def _open_database(path: Path, now: Callable[[], datetime]) -> sqlite3.Connection:
    # The file must exist with the right mode before SQLite makes it with the umask's.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
    try:
        _write_ahead(connection)
        connection.execute("PRAGMA foreign_keys=ON")
        _migrate(connection, path, now)
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, which the file then keeps, waiting while another program has it locked.

    SQLite does not wait here by itself: turning a read lock into an exclusive one could deadlock, so the second of two
    programs that make the same new database is told "locked" at once (https://sqlite.org/c3ref/busy_handler.html).
    """
    deadline = time.monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            # The low byte is the primary code: busy for recovery or for a snapshot passes, too.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_BUSY_RETRY_S)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, path: Path, now: Callable[[], datetime]) -> None:
    """Bring the database to the newest version, all steps in one transaction, after a copy was made."""
    newest = len(MIGRATIONS)
    if _version(connection) > newest:
        raise StoreError(
            f"the database {path} was made by a newer version of this program; update it, nothing was changed",
            path=str(path),
            problem="newer",
        )
    if _version(connection) == newest:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # another process may have migrated while we waited for the lock
        if 0 < version < newest:
            _back_up(path, version, now())
        for number in range(version, newest):
            for statement in statements(MIGRATIONS[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={newest}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _back_up(path: Path, version: int, at: datetime) -> None:
    """Copy the database as it is, under a name of its own, before a migration changes it."""
    copy = path.with_name(f"{path.stem}.v{version}-{at:%Y%m%d-%H%M%S}.backup")
    partial = copy.with_name(copy.name + ".part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    # A second connection reads: the one that is about to write cannot be copied from.
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
        source.backup(target)
    os.replace(partial, copy)


def backups(data_dir: Path) -> list[Path]:
    """Return the copies of the database in a data folder: made before a migration, or set aside damaged."""
    stem = Path(DATABASE_NAME).stem
    return sorted([*data_dir.glob(f"{stem}.v*.backup*"), *data_dir.glob(f"{stem}.damaged-*")])


def _set_aside(path: Path, at: datetime, cause: Exception) -> StoreError:
    """Rename a damaged database with what SQLite keeps beside it; return the report."""
    stamp, number = f"{at:%Y%m%d-%H%M%S}", 1
    aside = path.with_name(f"{path.stem}.damaged-{stamp}.sqlite3")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}.damaged-{stamp}-{number}.sqlite3")
    for companion in _COMPANIONS:
        source = path.with_name(path.name + companion)
        if source.exists():
            os.rename(source, aside.with_name(aside.name + companion))
    return StoreError(
        f"the database was damaged ({cause}) and is kept as {aside}; a new one begins",
        path=str(aside),
        reason=str(cause),
        problem="damaged",
    )
