"""The routes of the simulated server."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from streamboard.endpoints.sim import whole_responses
from streamboard.endpoints.sim.messages import Messages
from streamboard.endpoints.sim.presets import UnknownModel
from streamboard.run.simulated import PRESETS

CREATED_AT = "1970-01-01T00:00:00Z"
"""The API's value for an unknown release date."""


def make_app() -> Starlette:
    return Starlette(
        routes=[
            Route("/v1/messages", Messages(), methods=["POST"]),
            Route("/v1/models", list_models),
            Route("/v1/models/{model_id}", get_model),
            Route("/health", health),
        ],
        exception_handlers={HTTPException: _http_error},
    )


async def list_models(request: Request) -> Response:
    models = [_model(name) for name in PRESETS]
    page = {"data": models, "has_more": False, "first_id": models[0]["id"], "last_id": models[-1]["id"]}
    return _respond(whole_responses.json_answer(200, page, whole_responses.new_request_id()))


async def get_model(request: Request) -> Response:
    name = request.path_params["model_id"]
    if name not in PRESETS:
        raise HTTPException(404, str(UnknownModel(name)))
    return _respond(whole_responses.json_answer(200, _model(name), whole_responses.new_request_id()))


async def health(request: Request) -> Response:
    body = {"status": "ok", "simulated": True}
    return _respond(whole_responses.json_answer(200, body, whole_responses.new_request_id()))


def _model(name: str) -> dict[str, Any]:
    return {
        "type": "model",
        "id": name,
        "display_name": f"Simulated ({name})",
        "created_at": CREATED_AT,
        "lifecycle": "active",
    }


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = "not_found_error" if error.status_code == 404 else "invalid_request_error"
    answer = whole_responses.error_answer(
        error.status_code, kind, error.detail, whole_responses.new_request_id()
    )
    response = _respond(answer)
    response.headers.update(error.headers or {})
    return response


def _respond(answer: whole_responses.WholeResponse) -> Response:
    headers = {name.decode(): value.decode() for name, value in answer.headers}
    return Response(answer.body, answer.status, headers)
