"""The described answers are those that are given, and generated documents say so."""

import pytest
from pydantic import BaseModel, ConfigDict

from muster.edges.api import answers, build

AMARA = {"email": "amara@example.com", "name": "Amara Nwosu"}


def strict(model: type[BaseModel]) -> type[BaseModel]:
    return type(model.__name__, (model,), {"model_config": ConfigDict(extra="forbid")})


async def test_each_answer_has_exactly_the_fields_that_are_described(client):
    body = {"activity": "quiz", "candidates": [AMARA, {"email": "x"}]}
    invited = (await client.post("/v1/invitations", json=body)).json()
    strict(answers.Invited).model_validate(invited, strict=True)
    made = invited["data"][0]["invitation"]
    given = {
        answers.Invitation: made,
        answers.ActivityLine: made["activity"],
        answers.InvitationWithLetters: (await client.get(f"/v1/invitations/{made['id']}")).json(),
        answers.ResentInvitation: (
            await client.post(f"/v1/invitations/{made['id']}/resend")
        ).json(),
        answers.Candidate: (await client.get("/v1/candidates")).json()["data"][0],
        answers.Activity: (await client.get("/v1/activities/quiz")).json(),
        answers.Event: (await client.get("/v1/events")).json()["data"][0],
    }
    for model, answer in given.items():
        strict(model).model_validate(answer, strict=True)
        assert set(answer) == set(model.model_fields)


@pytest.mark.parametrize("name", ["InviteBody", "GuestBody", "Invited", "ProblemDetails"])
def test_the_document_describes_bodies_that_routes_read_themselves(services, name):
    assert name in build(services).openapi()["components"]["schemas"]


def test_every_operation_has_a_described_answer(services):
    for path, verbs in build(services).openapi()["paths"].items():
        for verb, operation in verbs.items():
            good = next(answer for code, answer in operation["responses"].items() if code < "300")
            content = good.get("content", {})
            if "application/json" not in content:  # a recording or a file, or nothing but a status
                continue
            assert content["application/json"]["schema"].get("$ref"), (verb, path)
