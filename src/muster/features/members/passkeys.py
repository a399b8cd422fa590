"""Passkeys: what is kept of one, and the two ceremonies of WebAuthn Level 3 (W3C).

User verification is required, so that a passkey is two factors; credentials are discoverable, so
that nobody types an address. Attestation is not asked for: any authenticator will do.
"""

import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from muster.base.errors import ConflictError, InvalidError
from muster.features.members.model import Membership

ASKED = timedelta(minutes=5)
"""How long a browser may take to answer."""
_MOST_TRANSPORTS = 8
_TRANSPORTS = frozenset({"ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"})


class PasskeyError(InvalidError):
    """This passkey was not accepted; try again, or sign in another way."""

    code = "passkey"


class ChallengeEndedError(ConflictError):
    """The question to the passkey is too old, or was answered already; try again."""

    code = "challenge_ended"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of a member, as the account lists it."""

    uid: UUID
    name: str
    synced: bool
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What signing in by a passkey needs of it."""

    membership: Membership
    id: int
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that a browser has made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: Sequence[str]
    synced: bool


@dataclass(frozen=True, slots=True)
class Party:
    """Whom passkeys are for: the host of the console, and the origin that asks (WebAuthn 5.1.2)."""

    id: str
    origin: str

    @classmethod
    def of(cls, public_url: str) -> Self | None:
        """Return the party of a public address, or None where browsers allow no passkeys.

        Passkeys need a name and TLS; only ``localhost`` may do without. A loopback address has
        that name as well, so a console there can be opened by it.
        """
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        if _is_loopback(host):
            port = f":{parts.port}" if parts.port else ""
            return cls("localhost", f"{parts.scheme}://localhost{port}")
        if _is_address(host) or parts.scheme != "https":
            return None
        return cls(host, f"{parts.scheme}://{parts.netloc}")


def registration(
    party: Party, membership: Membership, challenge: bytes, known: Sequence[bytes]
) -> str:
    """Return the options for making a passkey, in JSON; ``known`` are credentials there already."""
    member, organization = membership.member, membership.organization
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="Muster",
        user_id=member.uid.bytes,
        user_name=f"{member.email} · {organization.name}",
        user_display_name=member.shown_name,
        challenge=challenge,
        timeout=ASKED.seconds * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def authentication(party: Party, challenge: bytes) -> str:
    """Return the options for signing in, in JSON; the browser offers what it has."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=ASKED.seconds * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def challenge_in(credential: Mapping[str, Any]) -> bytes:
    """Return the challenge that a browser says it answers; whether we asked it is looked up.

    Raises:
        PasskeyError: there is none.
    """
    try:
        client = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return base64url_to_bytes(client["challenge"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PasskeyError from error


def credential_in(credential: Mapping[str, Any]) -> bytes:
    """Return the id of the passkey that a browser used.

    Raises:
        PasskeyError: there is none.
    """
    try:
        return base64url_to_bytes(credential["rawId"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PasskeyError from error


def check_new(party: Party, credential: dict[str, Any], challenge: bytes) -> NewPasskey:
    """Return the passkey that a browser made (WebAuthn 7.1).

    Raises:
        PasskeyError: its answer is not one to this challenge, from our origin, with the user
            verified.
    """
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
        said = credential["response"].get("transports") or []
    except (WebAuthnException, KeyError, TypeError, ValueError, AttributeError) as error:
        raise PasskeyError from error
    transports = [one for one in said[:_MOST_TRANSPORTS] if one in _TRANSPORTS]
    synced = found.credential_device_type is CredentialDeviceType.MULTI_DEVICE
    return NewPasskey(
        found.credential_id, found.credential_public_key, found.sign_count, transports, synced
    )


def check_use(party: Party, credential: dict[str, Any], challenge: bytes, stored: StoredKey) -> int:
    """Check that a passkey signed this challenge (WebAuthn 7.2); return its new counter.

    Raises:
        PasskeyError: it did not, or its counter went back, as a copy's would.
    """
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=stored.public_key,
            credential_current_sign_count=stored.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError, AttributeError) as error:
        raise PasskeyError from error
    return found.new_sign_count


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
