"""What is put together with what: the only place that knows who wants what."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from muster.base.clock import Clock
from muster.base.settings import Settings
from muster.edges import api, console, mailbox, portal, reference, reports
from muster.edges.dialects import hiringbranch, micro1, xobin
from muster.edges.letters import Letters
from muster.edges.letters.returning import returning
from muster.edges.services import Services
from muster.features import privacy
from muster.features.delivery import Dispatcher, OutcomeWatch, Pace, carry_out_trial
from muster.features.delivery.bounces import FolderAddress
from muster.features.delivery.senders import Sender
from muster.features.delivery.senders.folder import FolderSender, remove_letter
from muster.features.delivery.senders.relay import Relay
from muster.features.delivery.senders.smtp import Patience, SmtpSender
from muster.features.members import MemberRole, Provider, ProviderTerms
from muster.features.privacy import Place
from muster.run import operations
from muster.run.house import House, house_of
from muster.run.metrics import DeliveryMetrics, WebMetrics, invitation_metrics
from muster.run.secrets import ring_of
from muster.run.site import Site
from muster.run.webhook_terms import allowed_of
from muster.storage.postgres import Role

MICRO1_WORDS = (
    "interview",
    "interviews",
    "custom",
    "mock",
    "job",
    "jobs",
    "webhook",
    "webhooks",
)


async def check(settings: Settings) -> None:
    """Make sure that a process with these settings can live, before several try.

    Raises:
        MusterError: its key ring is missing or wrong, or its relay's address has no meaning.
    """
    ring_of(settings)
    async with house_of(settings) as house:
        sender_of(settings, house.clock)
        bounce_folder(settings)
        allowed_of(settings)


def build_site(house: House, *, shared_counters: bool = False) -> Site:
    """Return everything that one host serves, by path; a worker shows only how it does."""
    watch = operations.build(house.database, house.clock, house.registry, shared=shared_counters)
    surfaces = {"/": watch} if house.settings.role == "worker" else _surfaces(house, watch)
    return Site(surfaces, WebMetrics(house.registry))


def services_of(house: House) -> Services:
    """Return what edges are given, in a process that serves or in one that delivers."""
    return Services(
        database=house.database,
        clock=house.clock,
        links=house.links,
        watch=OutcomeWatch(house.database.acting_as(Role.WORKER)),
        blobs=house.blobs,
        mail_configured=mail_configured(house.settings),
        requests_a_minute=house.settings.rate_limit,
        webhooks_allowed=allowed_of(house.settings),
        provider=provider_of(house),
    )


def provider_of(house: House) -> Provider | None:
    """Return the sign-in service of members, or None when none is configured."""
    settings = house.settings
    if not settings.oidc_issuer:
        return None
    terms = ProviderTerms(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_label,
        settings.oidc_organization,
        MemberRole(settings.oidc_role),
    )
    return Provider(terms, settings.public_url, house.clock)


def _surfaces(house: House, watch: ASGIApp) -> dict[str, ASGIApp]:
    services = replace(services_of(house), on_invited=invitation_metrics(house.registry).invited)
    native, branch, assessments, recruiter = (
        module.build(services) for module in (api, hiringbranch, xobin, micro1)
    )
    documents = {
        "native": native.openapi,
        "hiringbranch": branch.openapi,
        "xobin": assessments.openapi,
        "micro1": recruiter.openapi,
    }
    surfaces: dict[str, ASGIApp] = {
        "/": portal.build(services),
        "/r": reports.build(services),
        "/console": console.build(services),
        "/v1": native,
        "/connect": branch,
        "/api/v2": assessments,
        "/docs": reference.build(services, documents),
        "/healthz": watch,
        "/readyz": watch,
        "/metrics": watch,
        **{f"/{word}": recruiter for word in MICRO1_WORDS},
    }
    if house.settings.mailbox:
        surfaces["/mailbox"] = mailbox.build(mailbox_folder(house.settings))
    return surfaces


def mail_configured(settings: Settings) -> bool:
    """Tell whether letters have a way out of the house."""
    return bool(settings.smtp_url or settings.mail_folder or settings.mailbox)


def sender_of(settings: Settings, clock: Clock) -> Sender | None:
    """Return what takes letters out of the house, or None when nothing is configured.

    Raises:
        SettingError: the relay's address has a form that it cannot have.
    """
    if settings.smtp_url:
        patience = Patience(settings.smtp_command_timeout, settings.smtp_data_timeout)
        return SmtpSender(Relay.parse(settings.smtp_url), patience)
    if settings.mail_folder:
        return FolderSender(Path(settings.mail_folder), clock)
    if settings.mailbox:
        return FolderSender(mailbox_folder(settings), clock)
    return None


def mailbox_folder(settings: Settings) -> Path:
    """Return where the demo's mailbox keeps letters."""
    return settings.data / "mailbox"


def removers_of(house: House) -> privacy.Removers:
    """Return what removes the bytes of people who were erased from each place that may have them."""
    settings = house.settings
    folder = Path(settings.mail_folder) if settings.mail_folder else mailbox_folder(settings)
    return {Place.BLOB: house.blobs.delete, Place.LETTER: partial(remove_letter, folder)}


def build_dispatcher(house: House, metrics: DeliveryMetrics) -> Dispatcher:
    """Return the loop that delivers, with a renderer bound to each kind of message."""
    letters = Letters(house.links, mail_from(house.settings))
    return Dispatcher(
        house.database.acting_as(Role.WORKER),
        {kind: returning(one, house.return_paths) for kind, one in letters.renderers.items()},
        sender_of(house.settings, house.clock),
        house.clock,
        pace=Pace(house.settings.smtp_connections, house.settings.smtp_rate),
        stats=metrics,
    )


def build_trial(house: House) -> Callable[[], Awaitable[bool]]:
    """Return what sends a test letter that somebody asked for, if anybody did."""
    letters = Letters(house.links, mail_from(house.settings))
    sender = sender_of(house.settings, house.clock)
    return partial(
        carry_out_trial, house.database, sender, letters.renderers["notice"], house.clock
    )


def bounce_folder(settings: Settings) -> FolderAddress | None:
    """Return the folder that reports about letters come into, or None when none is configured.

    Raises:
        SettingError: its address has a form that it cannot have.
    """
    return FolderAddress.parse(settings.bounce_imap) if settings.bounce_imap else None


def mail_from(settings: Settings) -> str:
    """Return the address that letters come from: the setting, or one at the public host."""
    host = urlsplit(settings.public_url).hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return settings.mail_from or f"invitations@{host}"
    return settings.mail_from or "invitations@localhost"
