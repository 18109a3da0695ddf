from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from handlers.core.ports import Health
from handlers.probes.reasons import Reason
from handlers.probes.settings_agree import SettingsAgreeProbe, judge
from handlers.probes.settings_view import SettingView, fingerprint
from tests.handlers.probes.conftest import SECRET, FakeGoogle, Probe, Serve

SERVICES = "/apis/serving.knative.dev/v1/namespaces/acme-staging/services"


def view(value: str | None) -> SettingView:
    return SettingView.of(value, "key")


def seen(views: dict[str, SettingView], expect: str | None = None) -> Any:
    members = {name: {"variable": name.upper(), "source": {"kind": "env_file", "path": "x"}} for name in views}
    config = SettingsAgreeProbe.model_validate(
        {"kind": "settings_agree", "name": "JWT", "members": members, "expect": expect}
    )
    return judge(config, views, fingerprint(expect, "key") if expect else None)


@pytest.mark.parametrize(
    ("views", "reason", "words"),
    [
        ({"a": view(SECRET), "b": view(SECRET)}, "", "A of a and B of b agree"),
        ({"a": view(SECRET), "b": view("other-" + SECRET)}, Reason.SETTINGS_DIFFER, "A of a and B of b differ"),
        ({"a": view(SECRET), "b": view(None)}, Reason.SETTING_MISSING, "B of b is not set"),
        ({"a": view(SECRET), "b": view("")}, Reason.SETTING_EMPTY, "B of b is empty"),
        ({"a": view(SECRET), "b": view(SECRET + "\n")}, Reason.SETTING_WHITESPACE, "B of b begins or ends"),
        ({"a": view("changeme"), "b": view("changeme")}, Reason.SETTING_DEFAULT, "placeholder"),
        ({"a": view(SECRET), "b": view(SECRET), "c": view("stray")}, Reason.SETTINGS_DIFFER, "C of c differs from"),
        ({"a": view(SECRET), "b": SettingView(unknown="no permission")}, Reason.FORBIDDEN, "B of b: no permission"),
        ({"a": view(None), "b": SettingView(unknown="no permission")}, Reason.SETTING_MISSING, "A of a"),
    ],
)
def test_each_disagreement_has_its_word(views: dict[str, SettingView], reason: str, words: str) -> None:
    found = seen(views)
    assert found.reason == reason
    assert words in found.detail
    assert found.facts["setting"] == "JWT"


def test_an_expected_value_is_held_to() -> None:
    assert seen({"a": view("600")}, "600").health is Health.OK
    found = seen({"a": view("300")}, "600")
    assert (found.reason, found.facts["differing"]) == (Reason.SETTING_VALUE, ["a"])


def test_one_version_of_one_secret_agrees_even_unread() -> None:
    same = SettingView(present=True, reference="jwt:latest", unknown="may not be read")
    other = SettingView(present=True, reference="jwt:2", unknown="may not be read")
    assert seen({"a": same, "b": same}).health is Health.OK
    assert seen({"a": same, "b": other}).health is Health.UNKNOWN


def cloud_run(**env: Any) -> tuple[int, Any]:
    items = [{"name": name, **(value if isinstance(value, dict) else {"value": value})} for name, value in env.items()]
    return 200, {"spec": {"template": {"spec": {"containers": [{"env": items}]}}}}


def reference(name: str) -> dict[str, Any]:
    return {"valueFrom": {"secretKeyRef": {"name": name, "key": "latest"}}}


def member(variable: str, **source: str) -> dict[str, Any]:
    return {"variable": variable, "source": source}


async def test_cloud_run_and_secret_manager_are_compared_without_showing(google: FakeGoogle, probe: Probe) -> None:
    google.answers[f"GET {SERVICES}/auth"] = cloud_run(JWT_SECRET_KEY=reference("jwt"))
    google.answers[f"GET {SERVICES}/backend"] = cloud_run(JWT_SECRET="plain-" + SECRET)
    payload = base64.b64encode(SECRET.encode()).decode()
    access = "GET /v1/projects/acme-staging/secrets/jwt/versions/latest:access"
    google.answers[access] = (200, {"payload": {"data": payload}})
    members = {
        "auth": member("JWT_SECRET_KEY", kind="cloud_run", service="auth"),
        "backend": member("JWT_SECRET", kind="cloud_run", service="backend"),
    }
    found = await probe(google.tools, kind="settings_agree", name="JWT", members=members)
    assert found.reason == Reason.SETTINGS_DIFFER, found
    assert SECRET not in repr(found)
    google.answers[f"GET {SERVICES}/backend"] = cloud_run(JWT_SECRET=SECRET)
    assert (await probe(google.tools, kind="settings_agree", members=members)).health is Health.OK
    google.answers[access] = (403, {"error": {"message": "denied"}})
    assert (await probe(google.tools, kind="settings_agree", members=members)).reason == Reason.FORBIDDEN
    google.answers[f"GET {SERVICES}/auth"] = cloud_run()
    assert (await probe(google.tools, kind="settings_agree", members=members)).reason == Reason.SETTING_MISSING


async def test_a_supervisor_is_given_a_fresh_key_and_gives_fingerprints(probe: Probe, serve: Serve) -> None:
    keys: list[str] = []
    values = {"auth": SECRET, "backend": SECRET}

    async def supervisor(request: web.Request) -> web.StreamResponse:
        keys.append(request.headers["X-Fingerprint-Key"])
        name, variable = request.path.split("/")[2], request.query["names"]
        told = {"present": True, "fingerprint": fingerprint(values[name], keys[-1])}
        return web.json_response({variable: told})

    url = await serve(supervisor)
    members = {name: member("JWT", kind="process", process=name, url=url) for name in values}
    assert (await probe(kind="settings_agree", members=members)).health is Health.OK
    values["backend"] = "other"
    assert (await probe(kind="settings_agree", members=members)).reason == Reason.SETTINGS_DIFFER
    assert len(set(keys)) == 2
    assert all(len(key) >= 32 for key in keys)


def environment_of_this_process() -> dict[str, str]:
    """As it was when the process began, which is what Linux keeps."""
    return dict(pair.split("=", 1) for pair in Path("/proc/self/environ").read_text().split("\0") if "=" in pair)


async def test_processes_and_env_files_of_this_machine_are_read(probe: Probe, tmp_path: Path) -> None:
    pid_file, env_file = tmp_path / "pid", tmp_path / "env"
    pid_file.write_text(f"{os.getpid()}\n")
    path = environment_of_this_process()["PATH"]
    env_file.write_text(f'# comment\nexport OTHER=1\nPATH="{path}"\n')
    members = {
        "a": member("PATH", kind="proc", pid_file=str(pid_file)),
        "b": member("PATH", kind="env_file", path=str(env_file)),
    }
    assert (await probe(kind="settings_agree", members=members)).health is Health.OK
    members["b"] = member("PATH", kind="env_file", path=str(tmp_path / "nowhere"))
    missing = await probe(kind="settings_agree", members=members)
    assert (missing.health, missing.facts["unread"]) == (Health.UNKNOWN, ["b"])


async def test_a_wrong_address_whose_host_does_not_resolve_is_named_as_that(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "env").write_text(f"AUTH_URL=http://user:{SECRET}@auth.staging.invalid:80\nKEY=other\n")
    members = {"api": member("AUTH_URL", kind="env_file", path=str(tmp_path / "env"))}
    found = await probe(kind="settings_agree", members=members, expect="http://127.0.0.1:80")
    assert (found.reason, found.facts["host"]) == (Reason.DNS, "auth.staging.invalid")
    assert SECRET not in found.detail


async def test_an_expected_secret_is_compared_and_never_said(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("KEY=other\n")
    members = {"api": member("KEY", kind="env_file", path=str(tmp_path / "env"))}
    found = await probe(kind="settings_agree", members=members, expect=SECRET)
    assert found.detail == "KEY of api is not what the stack file expects"
    assert found.facts["variable"] == "KEY"
