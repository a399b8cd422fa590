"""What is tried again, how often, and what never is."""

import httpx2
import pytest

from muster.client import BusyError, Muster, MusterClientError, NotReachedError, Person
from muster.client.transport import Ask, Transport

GOOD = httpx2.Response(200, json={"data": [], "next_cursor": None})


class Server:
    """Answers with what it was given, one after the other; an exception is raised."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def transport(server, tries=4):
    client = httpx2.Client(transport=httpx2.MockTransport(server), base_url="https://m.example.com")
    waits = []
    return Transport(client, tries, waits.append), waits


LOST = httpx2.ReadError("gone")
NOT_SENT = httpx2.ConnectError("nobody listens")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("fault", [LOST, NOT_SENT, httpx2.Response(500), httpx2.Response(503)])
def test_what_changes_nothing_when_repeated_is_tried_again(method, fault):
    server = Server(fault, fault, GOOD)
    sending, waits = transport(server)

    assert sending.send(Ask(method, "/x")) is GOOD
    assert len(waits) == 2
    assert waits[0] < waits[1] * 3


@pytest.mark.parametrize("fault", [LOST, httpx2.Response(500)])
def test_what_may_have_happened_is_not_done_again(fault):
    server = Server(fault)
    with pytest.raises(MusterClientError):
        transport(server)[0].send(Ask("POST", "/x"))
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [NOT_SENT, httpx2.Response(429), httpx2.Response(503)])
def test_what_was_not_done_is_tried_again(fault):
    server = Server(fault, GOOD)
    assert transport(server)[0].send(Ask("POST", "/x")) is GOOD


def test_the_server_says_when_to_come_back():
    server = Server(httpx2.Response(429, headers={"Retry-After": "7"}), GOOD)
    sending, waits = transport(server)
    sending.send(Ask("GET", "/x"))
    assert waits == [7.0]


def test_patience_ends():
    with pytest.raises(BusyError):
        transport(Server(*[httpx2.Response(429, text="later")] * 4))[0].send(Ask("GET", "/x"))
    with pytest.raises(NotReachedError, match="ConnectError"):
        transport(Server(*[NOT_SENT] * 4))[0].send(Ask("GET", "/x"))


def test_inviting_is_tried_again_under_the_same_key():
    row = {"index": 0, "outcome": "refused", "invitation": None, "letter": None, "errors": []}
    busy = httpx2.Response(409, headers={"Retry-After": "0"}, json={"code": "idempotency_busy"})
    server = Server(LOST, busy, httpx2.Response(200, json={"data": [row], "summary": {}}))
    client = httpx2.Client(transport=httpx2.MockTransport(server), base_url="https://m.example.com")
    muster = Muster("", "", client=client)

    (refused,) = muster.invite_many("quiz", [Person("a@example.com", "A")])

    assert refused.outcome == "refused"
    keys = {request.headers["Idempotency-Key"] for request in server.requests}
    assert len(keys) == 1
    assert len(server.requests) == 3
