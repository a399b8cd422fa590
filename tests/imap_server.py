"""Dovecot as an ordinary process on loopback, with one user whose mails are in a folder."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "bounces", "s@cret"

_SETTINGS = """\
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
auth_failure_delay = 0
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/chain.pem
ssl_key = <{folder}/key.pem
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/home/Maildir
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """A server, its ports, its certificate, and the folder that its mails are in."""

    plain: int
    tls: int
    chain: Path
    maildir: Path

    def url(self, folder="INBOX", *, password=PASSWORD, options=""):
        quoted = password.replace("@", "%40")
        return f"imap://{USER}:{quoted}@127.0.0.1:{self.plain}/{folder}{options}"

    def tls_url(self, folder="INBOX", *, starttls=False):
        way, port = ("imap+starttls", self.plain) if starttls else ("imaps", self.tls)
        return f"{way}://{USER}:s%40cret@127.0.0.1:{port}/{folder}?ca={self.chain}"

    def deliver(self, *mails):
        """Put mails into the inbox, as a mail server does: oldest first, unread."""
        for number, content in enumerate(mails):
            name = f"{time.time_ns()}.{number:04}.sample"
            draft = self.maildir / "tmp" / name
            draft.write_bytes(content)
            shutil.chown(draft, *_owner())
            draft.replace(self.maildir / "new" / name)

    def flags(self, folder=""):
        """The flags of each mail in a folder, S for read and F for flagged, sorted."""
        place = self.maildir / folder
        read = [path.name.rpartition(",")[2] for path in (place / "cur").glob("*")]
        return sorted([*read, *("" for _ in (place / "new").glob("*"))])


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """Run a server; its user is this one, or nobody under root, whom Dovecot gives no mails."""
    # Not the tests' folder, which nobody but its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="imap-"))
    folder.chmod(0o755)
    process = None
    try:
        user, group = _owner()
        ports = _free_ports(2)
        maildir = folder / "home" / "Maildir"
        for part in ("tmp", "new", "cur", ".Done/tmp", ".Done/new", ".Done/cur"):
            (maildir / part).mkdir(parents=True)
        for path in [folder / "home", *(folder / "home").rglob("*")]:
            shutil.chown(path, user, group)
        _make_certificate(folder)
        parts = {"folder": folder, "user": user, "group": group, "password": PASSWORD}
        config = folder / "dovecot.conf"
        config.write_text(_SETTINGS.format(**parts, plain=ports[0], tls=ports[1]))
        process = subprocess.Popen([_program(), "-F", "-c", config])
        server = ImapServer(*ports, folder / "chain.pem", maildir)
        _wait_for(process, ports, folder / "log")
        yield server
    finally:
        if process is not None:
            process.terminate()
            process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _program():
    return shutil.which("dovecot", path=f"{os.defpath}:/usr/sbin:/sbin:/usr/local/sbin")


def _owner():
    if os.geteuid() == 0:
        return "nobody", grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
    entry = pwd.getpwuid(os.geteuid())
    return entry.pw_name, grp.getgrgid(entry.pw_gid).gr_name


def _free_ports(number):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", folder / "key.pem", "-out", folder / "chain.pem", "-days", "2",
         "-subj", "/CN=imap.example.com", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )  # fmt: skip


def _wait_for(process, ports, log):
    deadline = time.monotonic() + 60
    for port in ports:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text() if log.exists() else "it died"
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
