"""The headers of the reference: nothing foreign loads, nothing inline runs."""

# CSP level 3; the one script is ours and adds the copy buttons.
_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_COMMON = {
    "Content-Security-Policy": _CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_YEAR = 365 * 24 * 3600

PAGE = _COMMON | {"Cache-Control": "no-cache"}
"""Pages may be kept, but are asked for again: a new version may say something else."""
KEPT = _COMMON | {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
"""Files whose address carries their hash."""
