"""The headers of every answer: nothing foreign runs, nothing is kept, nobody learns the token."""

# Everything is our own and nothing is inline, so the policy can name what there is (CSP level 3).
# blob: and data: are for recordings and previews of the candidate's own.
_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
_YEAR = 365 * 24 * 3600

_COMMON = {
    "Content-Security-Policy": _CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
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


def asset_headers(*, immutable: bool) -> dict[str, str]:
    """Return the headers of a file; one whose address has its hash is kept for a year."""
    kept = f"public, max-age={_YEAR}, immutable" if immutable else "no-cache"
    return _COMMON | {"Cache-Control": kept}
