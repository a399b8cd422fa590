import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from embedded_tools import UserProcess, ask, copy_folder, postmaster_of

from muster.storage.embedded import EmbeddedServer, EmbeddedServerError, Means
from muster.storage.embedded.programs import find_programs

FAST = {"fsync": "off"}
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="changes owners")
only_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


def mounts_are_allowed() -> bool:
    if shutil.which("unshare") is None:
        return False
    words = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


needs_mount = pytest.mark.skipif(not mounts_are_allowed(), reason="mounts a small disk")


@pytest.fixture(scope="module")
async def template(tmp_path_factory) -> Path:
    """A stopped server with a table ``kept``."""
    folder = tmp_path_factory.mktemp("template") / "postgres"
    server = await EmbeddedServer.start(folder, settings=FAST)
    await ask(server.url, "create table kept as select 1 as n")
    await server.stop()
    return folder


@pytest.fixture
def folder(template, tmp_path) -> Path:
    return copy_folder(template, tmp_path / "postgres")


@pytest.fixture
def nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


@pytest.fixture
def public():
    """A folder that every user can reach, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="muster-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def reachable_programs():
    """PostgreSQL where an ordinary user can run it, wherever this clone lies."""
    path = Path(tempfile.mkdtemp(prefix="muster-test-"))
    path.chmod(0o755)
    yield find_programs().copied_into(path)
    shutil.rmtree(path)


@pytest.fixture
def poor(public, nobody, reachable_programs) -> Means:
    """A machine that forbids user namespaces, with ``nobody`` for the system account."""
    refuge = public / "refuge"
    return Means(programs=reachable_programs, unshare=None, account=nobody.pw_name, refuge=refuge)


def modes(path: Path) -> dict[Path, os.stat_result]:
    """Return mode and owner of a path and everything above it."""
    found = [path, *path.parents]
    return {each: (each.stat().st_mode, each.stat().st_uid, each.stat().st_gid) for each in found}


def chown_tree(folder: Path, user: pwd.struct_passwd) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


# ---- what is left alone ----


async def test_a_clone_in_a_private_folder_works_and_no_permission_changes(tmp_path):
    clone = tmp_path / "private" / "clone"
    clone.mkdir(parents=True)
    clone.parent.chmod(0o700)
    programs = find_programs().folder
    before = modes(clone), modes(programs / "bin" / "postgres")
    server = await EmbeddedServer.start(clone / "var" / "postgres", settings=FAST)
    assert await ask(server.url, "select 1") == 1
    await server.stop()
    assert (modes(clone), modes(programs / "bin" / "postgres")) == before


async def test_a_folder_that_exists_keeps_its_mode_and_what_is_in_it(folder):
    folder.chmod(0o750)
    (folder / "notes.txt").write_text("mine")
    (folder / "notes.txt").chmod(0o640)
    await (await EmbeddedServer.start(folder)).stop()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert stat.S_IMODE((folder / "notes.txt").stat().st_mode) == 0o640


@only_root
async def test_root_needs_no_account_and_its_files_stay_its_own(folder):
    warnings = []
    server = await EmbeddedServer.start(folder, warn=warnings.append)
    assert not warnings
    assert (folder / "data/postmaster.pid").stat().st_uid == 0
    await server.stop()


# ---- paths ----


@pytest.mark.parametrize("name", ["x" * 150, "a, b", "Ümläut, пример", 'qu"ote @%?&#=+'])
async def test_any_folder_name_will_do(template, tmp_path, name):
    folder = copy_folder(template, tmp_path / name)
    first = await EmbeddedServer.start(folder)
    second = await EmbeddedServer.start(folder)
    assert await ask(second.url, "select n from kept") == 1
    sockets = first._cluster.sockets
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    await first.stop()
    await second.stop()
    assert not sockets.exists()


def plant_open(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


def plant_link(path: Path) -> None:
    target = path.with_name(f"{path.name}-target")
    target.mkdir(mode=0o700)
    path.symlink_to(target)


def plant_foreign(path: Path) -> None:
    path.mkdir(mode=0o700)
    os.chown(path, 65534, 65534)


@pytest.mark.parametrize(
    "plant", [plant_open, plant_link, pytest.param(plant_foreign, marks=only_root)]
)
async def test_a_planted_socket_folder_is_refused(template, tmp_path, plant):
    folder = copy_folder(template, tmp_path / ("x" * 150))
    server = await EmbeddedServer.start(folder)
    await server.stop()
    sockets = server._cluster.sockets
    plant(sockets)
    try:
        with pytest.raises(EmbeddedServerError, match=f"{sockets} must be a folder that only"):
            await EmbeddedServer.start(folder)
    finally:
        sockets.unlink() if sockets.is_symlink() else sockets.rmdir()
        shutil.rmtree(f"{sockets}-target", ignore_errors=True)


# ---- what cannot work says so ----


async def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedServerError, match="file is not a folder"):
        await EmbeddedServer.start(tmp_path / "file")
    with pytest.raises(EmbeddedServerError, match="cannot be used: Not a directory"):
        await EmbeddedServer.start(tmp_path / "file" / "below")


async def test_data_of_another_major_version_is_refused_naming_both(folder):
    (folder / "data/PG_VERSION").write_text("16\n")
    ours = find_programs().major
    with pytest.raises(EmbeddedServerError, match=f"made by PostgreSQL 16; the bundled.* {ours}"):
        await EmbeddedServer.start(folder)


async def test_data_that_is_no_database_is_refused_and_kept(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/photo.jpg").touch()
    with pytest.raises(EmbeddedServerError, match="is not a PostgreSQL data folder"):
        await EmbeddedServer.start(tmp_path)
    assert (tmp_path / "data/photo.jpg").exists()


async def test_a_lost_password_is_reported(folder):
    (folder / "data/muster.pgpass").unlink()
    with pytest.raises(EmbeddedServerError, match="does not accept the password"):
        await EmbeddedServer.start(folder)
    assert postmaster_of(folder) is None


async def refusal_on_disk(disk: Path, options: str) -> str:
    """Return what a start says in a tmpfs that only its own mount namespace sees."""
    script = f'mkdir "$0" && mount -t tmpfs -o {options} none "$0" && exec "$@"'
    prefix = ("unshare", "--mount", "/bin/sh", "-c", script, str(disk))
    return await (await UserProcess.begin(disk / "postgres", prefix=prefix)).refusal()


@needs_mount
@pytest.mark.parametrize("size", ["5m", "20m", "38m"])
async def test_a_full_disk_is_reported_in_one_message(tmp_path, size):
    said = await refusal_on_disk(tmp_path / "disk", f"size={size}")
    assert said.startswith("PostgreSQL")
    assert "Make room on that disk." in said
    assert "Traceback" not in said


@needs_mount
async def test_a_read_only_disk_is_reported_in_one_message(tmp_path):
    said = await refusal_on_disk(tmp_path / "disk", "ro")
    assert "cannot be used: Read-only file system. Choose a folder" in said
    assert len(said.splitlines()) == 1


@only_user
async def test_a_folder_without_permission_is_reported(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(EmbeddedServerError, match="cannot be used: Permission denied"):
        await EmbeddedServer.start(tmp_path / "postgres")


# ---- other users than root ----


@only_root
async def test_an_ordinary_user_runs_it_as_himself(public, nobody, poor):
    home = public / "home"
    home.mkdir(mode=0o700)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    words = (str(nobody.pw_uid), str(poor.programs.folder))
    user = await (await UserProcess.begin(home / "var/postgres", *words)).joined()
    assert await ask(user.url, "select 1") == 1
    assert (home / "var/postgres/data/postmaster.pid").stat().st_uid == nobody.pw_uid
    # Root may use it beside the owner, and takes nothing away from him.
    root = await EmbeddedServer.start(home / "var/postgres", means=poor)
    await user.leave()
    assert await ask(root.url, "select 1") == 1
    await root.stop()
    user = await (await UserProcess.begin(home / "var/postgres", *words)).joined()
    await user.leave()


@only_root
async def test_an_ordinary_user_is_told_when_the_folder_is_not_his(
    public, nobody, reachable_programs
):
    words = (str(nobody.pw_uid), str(reachable_programs.folder))
    said = await (await UserProcess.begin(public / "postgres", *words)).refusal()
    assert "cannot be used: Permission denied. Choose a folder that this user may write" in said


@only_root
async def test_without_namespaces_a_reachable_folder_is_served_by_the_account(public, poor, nobody):
    warnings = []
    server = await EmbeddedServer.start(
        public / "postgres", means=poor, settings=FAST, warn=warnings.append
    )
    assert await ask(server.url, "select 1") == 1
    assert (public / "postgres/data/postmaster.pid").stat().st_uid == nobody.pw_uid
    await server.stop()
    assert not [said for said in warnings if "its database is in" in said]


@only_root
async def test_without_namespaces_an_unreachable_folder_is_served_elsewhere_and_said_so(
    public, tmp_path, poor
):
    folder = tmp_path / "postgres"
    tmp_path.chmod(0o700)
    for _ in range(2):
        warnings = []
        server = await EmbeddedServer.start(folder, means=poor, settings=FAST, warn=warnings.append)
        await ask(server.url, "create table if not exists kept as select 1 as n")
        assert await ask(server.url, "select n from kept") == 1
        await server.stop()
        assert f"nobody cannot reach {folder}: its database is in {public}/refuge/" in warnings[-1]
    assert not (folder / "data").exists()
    moved = folder.rename(tmp_path / "moved")
    server = await EmbeddedServer.start(moved, means=poor, warn=warnings.append)
    assert await ask(server.url, "select n from kept") == 1
    await server.stop()
    shutil.rmtree(public / "refuge")
    with pytest.raises(EmbeddedServerError, match="which is gone"):
        await EmbeddedServer.start(moved, means=poor)


@only_root
async def test_programs_that_the_account_cannot_reach_are_copied(public, tmp_path, poor):
    hidden = tmp_path / "venv"
    hidden.mkdir(mode=0o700)
    means = replace(poor, programs=poor.programs.copied_into(hidden))
    warnings = []
    server = await EmbeddedServer.start(
        public / "postgres", means=means, settings=FAST, warn=warnings.append
    )
    assert await ask(server.url, "select 1") == 1
    await server.stop()
    assert "runs with programs copied to" in warnings[0]
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


@only_root
async def test_data_from_a_namespace_is_handed_over_when_namespaces_are_forbidden(
    template, public, tmp_path, poor, nobody
):
    folder = copy_folder(template, public / "postgres")
    server = await EmbeddedServer.start(folder, means=poor)
    assert await ask(server.url, "select n from kept") == 1
    await server.stop()
    assert {path.stat().st_uid for path in (folder / "data").rglob("*")} == {nobody.pw_uid}
    hidden = copy_folder(template, tmp_path / "postgres")
    tmp_path.chmod(0o700)
    with pytest.raises(EmbeddedServerError, match="nobody cannot reach it"):
        await EmbeddedServer.start(hidden, means=poor)


@only_root
async def test_a_forbidden_namespace_is_noticed(template, public, poor):
    folder = copy_folder(template, public / "postgres")
    server = await EmbeddedServer.start(folder, means=replace(poor, unshare="/bin/false"))
    assert await ask(server.url, "select n from kept") == 1
    await server.stop()


@only_root
async def test_an_account_that_cannot_be_made_is_reported(tmp_path):
    means = Means(unshare=None, account="not a name/", refuge=tmp_path)
    with pytest.raises(EmbeddedServerError, match="account not a name/ cannot be made"):
        await EmbeddedServer.start(tmp_path / "postgres", means=means)
