"""The way to PostgreSQL: a pool, one transaction an action, and the organization it speaks for.

A transaction opens in one round trip: ``begin``, ``set local role`` to the least role that
will do, and the organization that row-level security compares with. All three end with the
transaction, so nothing leaks to the next borrower of the connection, behind PgBouncer either.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from functools import update_wrapper
from typing import Any, Concatenate, Generic, LiteralString, Self, TypeAlias, TypeVar

import asyncpg
from typing_extensions import ParamSpec

from muster.base.errors import UnavailableError

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
P = ParamSpec("P")
R = TypeVar("R")

OLDEST_VERSION = 150000
_TRIES = 5
# The last one: what a new row stands on was erased this moment, and is missed at the next look.
_RETRIED = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.ForeignKeyViolationError,
)


class DatabaseUnavailableError(UnavailableError):
    """The database does not answer."""

    code = "database_unavailable"


class Role(StrEnum):
    """Whom a transaction acts as; neither owns a table nor passes row-level security."""

    APP = "muster_app"
    """Requests: sees the one organization that the transaction names."""
    WORKER = "muster_worker"
    """Delivery: sees messages of all organizations, and little else."""
    ERASER = "muster_eraser"
    """Erasure: alone it may delete what belongs to a person; sees one organization."""


class Database:
    """A pool of connections whose transactions all act in one role."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", role: Role) -> None:
        """Take an open pool; use ``connect`` to make one."""
        self._pool = pool
        self.role = role

    @classmethod
    async def connect(
        cls, url: str, *, role: Role = Role.APP, size: int = 10, prepared: bool = True
    ) -> Self:
        """Open a pool of at most ``size`` connections.

        ``prepared=False`` switches prepared statements off, for poolers that cannot keep them.

        Raises:
            DatabaseUnavailableError: no connection could be made.
        """
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=0,
                max_size=size,
                reset=_keep_nothing,
                statement_cache_size=1000 if prepared else 0,
                server_settings={"application_name": "muster"},
            )
            async with pool.acquire():
                pass
        except _REFUSALS as error:
            raise _unavailable(error) from error
        return cls(pool, role)

    def acting_as(self, role: Role) -> "Database":
        """Return the same pool for transactions in another role."""
        return Database(self._pool, role)

    async def close(self) -> None:
        """Wait for running transactions, then close every connection."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self, organization: int | None = None) -> AsyncIterator[Connection]:
        """Open a transaction for one organization, or for none.

        Raises:
            DatabaseUnavailableError: the database went away; when it did so during the commit,
                nobody can say whether that was done, and only repeating the action tells.
        """
        try:
            async with self._pool.acquire() as connection:
                await connection.execute(_opening(self.role, organization))
                try:
                    yield connection
                except BaseException:
                    await _roll_back(connection)
                    raise
                # COMMIT of a failed transaction answers ROLLBACK without an error.
                if await connection.execute("commit") != "COMMIT":
                    raise DatabaseUnavailableError("The transaction was rolled back at commit")
        except _LOSSES as error:
            raise _unavailable(error) from error

    async def look_up(self, statement: LiteralString, *values: object) -> asyncpg.Record | None:
        """Run one statement on a reference table, in one round trip and no transaction.

        Row-level security has no say there; tenant tables are reached by ``transaction`` only.
        """
        try:
            async with self._pool.acquire() as connection:
                return await connection.fetchrow(statement, *values)
        except _LOSSES as error:
            raise _unavailable(error) from error

    async def run(self, organization: int | None, work: Callable[[Connection], Awaitable[R]]) -> R:
        """Do the work in one transaction; repeat it when PostgreSQL chose it as a victim.

        Serialization failures (40001), deadlocks (40P01) and rows whose parent was erased
        meanwhile (23503) are retried up to four times.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                async with self.transaction(organization) as connection:
                    return await work(connection)
            except _RETRIED:
                if attempt == _TRIES:
                    raise
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 -- jitter
        raise AssertionError("unreachable")


class Action(Generic[P, R]):
    """A verb of a feature: written for a connection, called with a database."""

    def __init__(self, verb: Callable[..., Awaitable[R]], *, tenant: bool) -> None:
        """Wrap ``verb(connection, [organization,] …)``."""
        self._verb = verb
        self._tenant = tenant
        self.within: Callable[..., Awaitable[R]] = verb
        """The same verb inside a transaction that the caller already has."""
        update_wrapper(self, verb)

    async def __call__(self, database: Database, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the verb in a transaction of its own."""
        organization: Any = args[0] if self._tenant else None
        return await database.run(
            organization, lambda connection: self._verb(connection, *args, **kwargs)
        )


def action(
    verb: Callable[Concatenate[Connection, P], Awaitable[R]],
) -> Action[P, R]:
    """Make ``verb(connection, organization, …)`` callable as ``verb(database, organization, …)``."""
    return Action(verb, tenant=True)


def service(
    verb: Callable[Concatenate[Connection, P], Awaitable[R]],
) -> Action[P, R]:
    """Like ``action`` for the few verbs that speak for no single organization."""
    return Action(verb, tenant=False)


async def connect(url: str) -> Connection:
    """Open one connection outside any pool, for migrations and checks.

    Raises:
        DatabaseUnavailableError: it could not be opened; the message has the server's words.
    """
    try:
        return await asyncpg.connect(url)
    except _REFUSALS as error:
        raise _unavailable(error) from error


# A wrong URL, a wrong name or password, nobody listening, a server that starts or stops.
_REFUSALS = (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)


# What a connection says that is lost, or whose server stops (SQLSTATE classes 08 and 57). The
# driver calls it an internal error when the server's last words came between two statements.
_LOSSES = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)


def _unavailable(error: Exception) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(f"The database cannot be used: {error}")


# Plans are kept, and some are made while a table is still empty: reading all of it looked cheap
# then, and would be kept after a million rows. Every statement of ours has an index to go by.
_PLANNING = "set local enable_seqscan to off; set local jit to off"


def _opening(role: Role, organization: int | None) -> str:
    # Simple query protocol takes no parameters; both values are ours: an enum and an integer.
    scope = "" if organization is None else str(int(organization))
    return (
        f"begin; set local role {role.value}; {_PLANNING}; "
        f"select set_config('muster.organization', '{scope}', true)"
    )


async def _roll_back(connection: Connection) -> None:
    """Roll back, also when cancelled meanwhile: who is cancelled is, after it.

    A connection that still speaks cannot be given back, and that error would take the place of
    the cancellation. When the connection is lost there is nothing to undo any more.
    """
    if connection.is_closed():
        return
    undoing = asyncio.ensure_future(connection.execute("rollback"))
    cancelled: asyncio.CancelledError | None = None
    while not undoing.done():
        try:
            await asyncio.wait([undoing])
        except asyncio.CancelledError as error:
            cancelled = error
    with suppress(*_LOSSES):
        undoing.result()
    if cancelled:
        raise cancelled


async def _keep_nothing(_: Connection) -> None:
    """Everything that a transaction sets is local to it: nothing needs a reset."""
