"""The headers of every answer: nothing foreign runs, nothing is kept, nobody learns the token."""

# Everything is our own and nothing is inline, so the policy can name what there is (CSP level 3).
# blob: and data: are for recordings and previews of the candidate's own.
_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_UNUSED = ("display-capture", "geolocation", "payment", "usb")
_RECORDS = ("camera", "microphone")
_YEAR = 365 * 24 * 3600


def _permissions(*, recording: bool) -> str:
    """Return a Permissions-Policy; camera and microphone are for our own pages that record."""
    refused = [f"{feature}=()" for feature in _UNUSED]
    allowed = "(self)" if recording else "()"
    return ", ".join([*(f"{feature}={allowed}" for feature in _RECORDS), *refused])


_COMMON = {
    "Content-Security-Policy": _CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _permissions(recording=False),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def page_headers(*, secure: bool) -> dict[str, str]:
    """Return the headers of a page, which is personal; ``secure`` says that we are behind TLS."""
    headers = _COMMON | {"Cache-Control": "no-store"}
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    return headers


def framing_policy() -> str:
    """Return the Content-Security-Policy of a page that has a frame with a letter in it."""
    return f"{_CONTENT}; frame-src 'self'"


def framed_headers(*, secure: bool) -> dict[str, str]:
    """Return the headers of a letter in such a frame: it has its own style, and does nothing."""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    framed = {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}
    return page_headers(secure=secure) | framed


def recording_policy() -> str:
    """Return the Permissions-Policy of a page that records; every other page's refuses that."""
    return _permissions(recording=True)


def asset_headers(*, immutable: bool) -> dict[str, str]:
    """Return the headers of a file; one whose address has its hash is kept for a year."""
    kept = f"public, max-age={_YEAR}, immutable" if immutable else "no-cache"
    return _COMMON | {"Cache-Control": kept}
