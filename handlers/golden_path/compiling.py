"""From the `golden_path` section to a Plan: the built-in journey out of its few lines, or the stages as described."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.core.errors import Permanent
from handlers.golden_path.schema import SchemaSet
from handlers.golden_path.walk import Plan
from handlers.stack.golden_path import GoldenPath, Login, Logout, Refresh
from handlers.stack.journey_parts import HttpExpect
from handlers.stack.journey_stages import (
    AnswerStage,
    AnyStage,
    CloseStage,
    ConnectStage,
    EventsStage,
    HttpStage,
    SendStage,
    TokenStage,
)


def compile_plan(config: GoldenPath, schemas: Mapping[str, SchemaSet]) -> Plan:
    """The plan of a journey; `schemas` holds every schema it names (see `schema_names`)."""
    stages = config.stages or _built_in(config)
    always = tuple(stage for stage in stages if isinstance(stage, HttpStage) and stage.always)
    return Plan(
        stages=tuple(stage for stage in stages if stage not in always),
        cleanup=always + _logout(config.logout),
        within=config.within,
        warn_at=config.warn_at,
        schemas=schemas,
    )


def schema_names(config: GoldenPath) -> frozenset[str]:
    """Every schema a journey names, `none` left out."""
    named = [config.expect.schema_name] if config.expect else []
    for stage in config.stages:
        if isinstance(stage, EventsStage | HttpStage):
            named.append(stage.expect.schema_name or "none")
    return frozenset(name for name in named if name != "none")


def _built_in(config: GoldenPath) -> tuple[AnyStage, ...]:
    login, connect, send, expect = config.login, config.connect, config.send, config.expect
    if login is None or connect is None or send is None or expect is None:
        raise Permanent("golden_path: login, connect, send and expect are all needed")
    stages: list[AnyStage] = [_login(login)]
    if config.refresh:
        stages.append(_refresh(config.refresh))
    stages += [
        TokenStage(stage="token", kind="token", check=config.token, service=login.service),
        ConnectStage(
            stage="connect",
            kind="connect",
            url=connect.url,
            auth=connect.auth,
            header=connect.header,
            subprotocols=connect.subprotocols,
            within=connect.within,
            service=connect.service,
        ),
        SendStage(stage="send", kind="send", message=planted(send, config.marker), service=connect.service),
        EventsStage(stage="events", kind="events", expect=expect, resume=config.resume, within=expect.within),
    ]
    if expect.answer:
        stages.append(AnswerStage(stage="answer", kind="answer", answer=expect.answer))
    return (*stages, CloseStage(stage="close", kind="close"))


def planted(message: Mapping[str, Any], field: str | None) -> dict[str, Any]:
    """The message with a marker in its text `field`, unless it has a `{{marker}}` of its own or no such field."""
    text = message.get(field) if field else None
    if not isinstance(text, str) or "{{marker}}" in str(message):
        return dict(message)
    return {**message, str(field): f"{text} [{{{{marker}}}}]"}


def _login(login: Login) -> HttpStage:
    captures = {"token": login.token, "expires_in?": login.expires, "refresh_token?": login.refresh}
    return HttpStage(
        stage="login",
        kind="http",
        url=login.url,
        method=login.method,
        header=login.header,
        json_body=login.json_body,
        form=login.form,
        expect=HttpExpect(status=login.status),
        capture=captures,
        within=login.within,
        service=login.service,
    )


def _refresh(refresh: Refresh) -> HttpStage:
    return HttpStage(
        stage="refresh",
        kind="http",
        url=refresh.url,
        method=refresh.method,
        header=refresh.header,
        json_body=refresh.json_body,
        form=refresh.form,
        capture={"token": refresh.token},
        within=refresh.within,
        service=refresh.service,
    )


def _logout(logout: Logout | None) -> tuple[HttpStage, ...]:
    if logout is None:
        return ()
    header = {"Authorization": "Bearer {{token}}", **logout.header}
    stage = HttpStage(
        stage="logout",
        kind="http",
        url=logout.url,
        method=logout.method,
        header=header,
        json_body=logout.json_body,
        expect=HttpExpect(status=logout.status),
        within=logout.within,
        always=True,
    )
    return (stage,)
