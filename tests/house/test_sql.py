"""Every statement of a store fits the migrated schema and may be run by one of the roles."""

import ast
import importlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from muster.storage.postgres import Role

FEATURES = Path(__file__).parents[2] / "src" / "muster" / "features"
FEWEST_STATEMENTS = 40


@dataclass(frozen=True)
class Statement:
    place: str
    sql: str
    annotation: str

    def __str__(self) -> str:
        return self.place


def store_modules() -> list[Path]:
    """``store.py`` of every feature and of its parts, and the modules of a ``store/``."""
    files = [*FEATURES.rglob("store*.py"), *FEATURES.rglob("store/*.py")]
    return sorted(set(files))


def statements_of(file: Path) -> list[Statement]:
    """The upper-case strings that a module defines, with the types that it declares."""
    name = ".".join(("muster.features", *file.relative_to(FEATURES).with_suffix("").parts))
    module = importlib.import_module(name.removesuffix(".__init__"))
    annotations = declarations(ast.parse(file.read_text(encoding="utf-8")))
    return [
        Statement(f"{name.removeprefix('muster.features.')}.{key}", getattr(module, key), kind)
        for key, kind in annotations.items()
        if isinstance(getattr(module, key), str)
    ]


def declarations(tree: ast.Module) -> dict[str, str]:
    """Upper-case names that are assigned at the top of a module, and their annotations."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.AnnAssign):
            found[ast.unparse(node.target)] = ast.unparse(node.annotation)
        elif isinstance(node, ast.Assign):
            found |= {ast.unparse(target): "" for target in node.targets}
    return {name: kind for name, kind in found.items() if name.lstrip("_").isupper()}


STATEMENTS = [statement for file in store_modules() for statement in statements_of(file)]
every_statement = pytest.mark.parametrize("statement", STATEMENTS, ids=str)


@pytest.fixture(scope="module")
async def planning(server) -> AsyncIterator[asyncpg.Connection]:
    """A connection of their own, because prepared statements outlive transactions."""
    # A generic plan asks nothing of the values, so nulls will do.
    plans = {"plan_cache_mode": "force_generic_plan"}
    connection = await asyncpg.connect(server.url, server_settings=plans, statement_cache_size=0)
    yield connection
    await connection.close()


@pytest.fixture
async def connection(planning) -> AsyncIterator[asyncpg.Connection]:
    await planning.execute("begin")
    yield planning
    await planning.execute("rollback; deallocate all")


async def prepare(connection, sql: str) -> str:
    """Prepare a statement and return the call that runs it with nulls."""
    await connection.execute(f"prepare checked as {sql}")
    count = await connection.fetchval(
        "select cardinality(parameter_types) from pg_prepared_statements where name = 'checked'"
    )
    return f"execute checked({', '.join(['null'] * count)})" if count else "execute checked"


async def may_run(connection, role: Role, call: str) -> bool:
    """Tell whether a role has all grants that a call needs; EXPLAIN checks them and runs nothing."""
    await connection.execute(f"savepoint trying; set local role {role.value}")
    try:
        await connection.execute(f"explain {call}")
    except asyncpg.InsufficientPrivilegeError:
        return False
    finally:
        await connection.execute("rollback to savepoint trying")
    return True


def test_the_stores_were_found():
    assert len(STATEMENTS) > FEWEST_STATEMENTS
    assert {statement.place.partition(".")[0] for statement in STATEMENTS} == {
        folder.name for folder in FEATURES.iterdir() if list(folder.rglob("store*"))
    }


@every_statement
def test_a_statement_is_a_literal_that_begins_with_why_it_is_there(statement):
    assert statement.annotation == "LiteralString"
    assert statement.sql.startswith("\n-- ")


@every_statement
async def test_a_statement_fits_the_schema_and_the_grants(statement, connection):
    call = await prepare(connection, statement.sql)

    assert [role for role in Role if await may_run(connection, role, call)] != []


async def test_a_statement_that_does_not_fit_is_refused(connection):
    with pytest.raises(asyncpg.UndefinedColumnError):
        await prepare(connection, "select shoe_size from candidate")


async def test_a_statement_that_no_role_may_run_is_noticed(connection):
    call = await prepare(connection, "delete from event where organization_id = $1")

    assert [role for role in Role if await may_run(connection, role, call)] == []


def test_an_undeclared_statement_is_noticed():
    tree = ast.parse('PLAIN = "select 1"\n_HIDDEN: LiteralString = "select 2"\nlower = 3')

    assert declarations(tree) == {"PLAIN": "", "_HIDDEN": "LiteralString"}
