"""What commands say about webhooks and their calls, to programs and to people."""

from datetime import datetime

from muster.features.webhooks import Call, Endpoint


def endpoint_facts(endpoint: Endpoint) -> dict[str, object]:
    """Return a webhook as JSON has it."""
    return {
        "id": endpoint.typeid,
        "number": endpoint.id,
        "url": endpoint.url,
        "style": endpoint.style.value,
        "slot": endpoint.slot,
        "events": sorted(endpoint.events),
        "description": endpoint.description,
        "auth": endpoint.auth and {"type": endpoint.auth.kind.value, "name": endpoint.auth.name},
        "state": endpoint.state.value,
        "disabled_reason": endpoint.disabled_reason and endpoint.disabled_reason.value,
        "failing_since": endpoint.failing_since and endpoint.failing_since.isoformat(),
        "secrets": [
            {"hint": one.hint, "expires_at": one.expires_at and one.expires_at.isoformat()}
            for one in endpoint.secrets
        ],
    }


def endpoint_text(endpoint: Endpoint) -> str:
    """Return a webhook in a few lines."""
    state = endpoint.state.value
    if endpoint.disabled_reason:
        state += f" ({endpoint.disabled_reason.value})"
    elif endpoint.failing_since:
        state += f", failing since {moment(endpoint.failing_since)}"
    lines = [
        f"{endpoint.typeid}  {state}",
        endpoint.url,
        f"{endpoint.style.value}: {' '.join(sorted(endpoint.events)) or 'all events'}",
        *([endpoint.description] if endpoint.description else []),
        *[
            f"{one.hint} signs" + (f" until {moment(one.expires_at)}" if one.expires_at else "")
            for one in endpoint.secrets
        ],
    ]
    return "\n".join(lines)


def call_facts(call: Call) -> dict[str, object]:
    """Return a call as JSON has it."""
    return {
        "id": call.typeid,
        "type": call.type,
        "state": call.state.value,
        "reason": call.reason,
        "created_at": call.created_at.isoformat(),
        "next_try_at": call.next_try_at and call.next_try_at.isoformat(),
        "body": call.body and call.body.decode("utf-8", "replace"),
        "tries": [
            {
                "number": one.number,
                "ended_at": one.ended_at.isoformat(),
                "outcome": one.outcome,
                "status": one.status,
                "words": one.words,
            }
            for one in call.tries
        ],
    }


def moment(instant: datetime | None) -> str:
    """Return an instant for a table, or a dash."""
    return instant.strftime("%Y-%m-%d %H:%M:%S") if instant else "–"
