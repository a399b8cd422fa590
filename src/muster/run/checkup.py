"""What ``muster doctor`` looks at, each finding with what to do about it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from muster.base.clock import SystemClock
from muster.base.errors import MusterError
from muster.base.settings import Settings
from muster.features import delivery, media, privacy, webhooks
from muster.features.delivery import Way
from muster.features.delivery.outcomes import Answer
from muster.run.house import House, database_of, house_of
from muster.run.wiring import mail_from, sender_of
from muster.storage.postgres import Role

Grade = Literal["ok", "warning", "bad"]
_OLD_SECONDS = 300
_POLICY_WORTH_KNOWING = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    check: str
    grade: Grade
    text: str


async def examine(settings: Settings) -> list[Finding]:
    """Return everything that was found, good and bad."""
    findings = [*_addresses(settings)]
    try:
        async with database_of(settings) as named, house_of(named) as house:
            findings += [finding async for finding in _database(house)]
    except MusterError as error:
        findings.append(Finding("database", "bad", error.message))
    findings.append(await _relay(settings))
    findings.append(_tools())
    return findings


def _addresses(settings: Settings) -> list[Finding]:
    url = urlsplit(settings.public_url)
    local = url.hostname in {"127.0.0.1", "localhost", "::1"}
    if url.scheme == "https":
        public = Finding("public address", "ok", settings.public_url)
    elif local:
        public = Finding(
            "public address",
            "warning",
            f"{settings.public_url} opens on this machine only; set MUSTER_PUBLIC_URL",
        )
    else:
        public = Finding(
            "public address",
            "bad",
            f"{settings.public_url} sends links and cookies in the clear; use https",
        )
    sender = mail_from(settings)
    said = bool(settings.mail_from)
    mail = Finding(
        "sender address",
        "ok" if said else "warning",
        sender if said else f"letters come from {sender}; set MUSTER_MAIL_FROM",
    )
    return [public, mail]


async def _database(house: House) -> AsyncIterator[Finding]:
    version = await house.database.look_up("select current_setting('server_version') as version")
    yield Finding("database", "ok", f"PostgreSQL {version and version['version']}, migrated")
    yield Finding("isolation", "ok", "row-level security is forced on every tenant table")
    if house.settings.secret_keys:
        yield Finding("key ring", "ok", "signs the links of this database")
    else:
        yield Finding("key ring", "bad", "none is set: set MUSTER_SECRET_KEYS (muster secret)")
    durable = await house.database.look_up(
        "select current_setting('fsync') || current_setting('synchronous_commit') as flags"
    )
    if durable and durable["flags"] == "onon":
        yield Finding("durability", "ok", "fsync and synchronous_commit are on")
    else:
        yield Finding("durability", "bad", "fsync or synchronous_commit is off: writes may be lost")
    yield await _waiting(house)
    yield await _webhooks(house)
    yield await _keeping(house)
    yield await _bounces(house)


async def _waiting(house: House) -> Finding:
    lane = await delivery.lane_health(house.database, now=house.clock.now())
    if lane.paused:
        return Finding(
            "letters",
            "bad",
            f"{lane.queued} wait: the lane is paused ({lane.reason}: {lane.words})",
        )
    if lane.queued and lane.oldest_age_seconds > _OLD_SECONDS:
        return Finding(
            "letters",
            "bad",
            f"{lane.queued} wait, the oldest for {lane.oldest_age_seconds:.0f} s"
            + (f" ({lane.reason})" if lane.reason else ""),
        )
    return Finding("letters", "ok", f"{lane.queued} wait")


async def _webhooks(house: House) -> Finding:
    backlogs = await webhooks.backlog(house.database, house.clock)
    oldest = max((one.oldest_age_seconds for one in backlogs), default=0.0)
    resting = sum(one.resting for one in backlogs)
    if oldest > _OLD_SECONDS:
        return Finding("webhooks", "bad", f"calls wait, the oldest for {oldest:.0f} s")
    if resting:
        said = f"{resting} do not answer; muster webhook list says which"
        return Finding("webhooks", "warning", said)
    return Finding("webhooks", "ok", "no call is late")


async def _bounces(house: House) -> Finding:
    health = await delivery.intake_health(house.database)
    folder, command = health.ways[Way.FOLDER], health.ways[Way.COMMAND]
    refused = health.policy_at
    if house.settings.bounce_imap and folder.trouble:
        return Finding("bounces", "bad", folder.trouble)
    if refused and house.clock.now() - refused < _POLICY_WORTH_KNOWING:
        return Finding(
            "bounces",
            "warning",
            f"a letter came back on {refused:%Y-%m-%d} because its receiver refuses what we send: "
            "look at SPF, DKIM and the log (letter refused by policy)",
        )
    if not (house.settings.bounce_imap or command.received_at):
        return Finding(
            "bounces",
            "warning",
            "what comes back after the relay took it is not received: see docs/bounces.md",
        )
    latest = max(filter(None, (folder.received_at, command.received_at)), default=None)
    said = f"the last mail came on {latest:%Y-%m-%d}" if latest else "nothing has come back yet"
    path = "" if house.settings.bounce_domain else "; set MUSTER_BOUNCE_DOMAIN to know them surely"
    return Finding("bounces", "ok", f"received; {said}{path}")


async def _keeping(house: House) -> Finding:
    slugs = await privacy.organizations_without_retention(house.database.acting_as(Role.WORKER))
    if slugs:
        others = f" and {len(slugs) - 1} others" if len(slugs) > 1 else ""
        said = f"candidates of {slugs[0]}{others} are kept for ever; see muster privacy retention"
        return Finding("retention", "warning", said)
    return Finding("retention", "ok", "every organization says how long it keeps candidates")


def _tools() -> Finding:
    if media.FfmpegTools.find() is None:
        return Finding(
            "recordings",
            "warning",
            "ffprobe or ffmpeg is missing: recordings are kept as they come, unchecked",
        )
    return Finding("recordings", "ok", "ffprobe and ffmpeg check them")


async def _relay(settings: Settings) -> Finding:
    try:
        sender = sender_of(settings, SystemClock())
    except MusterError as error:
        return Finding("relay", "bad", error.message)
    if sender is None:
        return Finding(
            "relay", "bad", "none is configured: letters wait until MUSTER_SMTP_URL is set"
        )
    channel = await sender.connect()
    if isinstance(channel, Answer):
        return Finding("relay", "bad", f"{channel.phase}: {channel.words or 'no answer'}")
    await channel.leave()
    return Finding("relay", "ok", "takes letters")
