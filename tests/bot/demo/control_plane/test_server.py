"""The control plane over HTTP, on the demo's real processes: deployments that work, that fail, and that are undone."""

import asyncio
import copy
from typing import Any

import httpx
import pytest

from bot.demo.stack import DemoStack
from tests.bot.demo.looking import HEALTHY, look, status

pytestmark = pytest.mark.asyncio(loop_scope="session")

RUN = "/apis/serving.knative.dev/v1/namespaces/acme-staging"
BACKEND = f"{RUN}/services/backend-service"
SQL = "/sql/v1beta4/projects/acme-staging"

Json = dict[str, Any]


class Google:
    """A client of the control plane; `open_` goes past the secret word."""

    def __init__(self, stack: DemoStack, http: httpx.AsyncClient) -> None:
        self._base = f"http://127.0.0.1:{stack.plan.ports.control}"
        self._open, self._http = stack.plan.control_url, http

    async def ask(self, method: str, path: str, body: Any = None, *, open_: bool = False) -> tuple[int, Json]:
        answer = await self._http.request(method, (self._open if open_ else self._base) + path, json=body)
        return answer.status_code, answer.json()

    async def get(self, path: str) -> Json:
        code, body = await self.ask("GET", path)
        assert code == 200, body
        return body

    async def update(self, env: Json | None = None, **spec: Any) -> Json:
        """Change the backend as gcloud would, and wait until the change is through."""
        service = await self.get(BACKEND)
        wanted = copy.deepcopy(service)
        container = wanted["spec"]["template"]["spec"]["containers"][0]
        named = {item["name"]: item for item in container["env"]}
        named |= {name: {"name": name, **source} for name, source in (env or {}).items()}
        container["env"] = list(named.values())
        container |= spec.pop("container", {})
        wanted["spec"] |= spec
        code, answer = await self.ask("PUT", BACKEND, wanted)
        assert code == 200, answer
        return await self.settled()

    async def settled(self) -> Json:
        while True:
            service = await self.get(BACKEND)
            if service["status"]["conditions"][0]["status"] != "Unknown":
                return service
            await asyncio.sleep(0.02)


@pytest.fixture
def google(stack: DemoStack, http: httpx.AsyncClient) -> Google:
    return Google(stack, http)


def _ready(service: Json) -> tuple[str, str]:
    condition = service["status"]["conditions"][0]
    return condition["status"], condition.get("message", "")


async def _undo(stack: DemoStack) -> None:
    """Back to the first revision, as the demo's own faults leave it."""
    backend = stack.supervisor["backend"]
    stack.control.run.service("backend-service").revisions[1].recorded = True
    stack.control.withdraw("backend")
    await backend.restart()


async def test_services_are_the_products_processes(google: Google) -> None:
    listed = await google.get(f"{RUN}/services")
    assert [item["metadata"]["name"] for item in listed["items"]] == [
        "auth-service",
        "backend-service",
        "gateway-service",
    ]
    service = await google.get(BACKEND)
    env = {item["name"]: item for item in service["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert env["JWT_SECRET"]["valueFrom"]["secretKeyRef"] == {"name": "jwt-secret", "key": "latest"}
    assert "PORT" not in env
    assert _ready(service)[0] == "True"


async def test_a_deployment_starts_a_process_and_takes_over(
    google: Google, stack: DemoStack, http: httpx.AsyncClient
) -> None:
    before = stack.supervisor["backend"].pid
    service = await google.update({"CORS_ORIGIN": {"value": "https://new.example.com"}})
    assert _ready(service)[0] == "True"
    name = service["status"]["latestReadyRevisionName"]
    assert name.startswith("backend-service-00002-")
    await stack.control.run.rolled_out()
    assert stack.control.run.service("backend-service").serving == name
    assert stack.supervisor["backend"].pid != before
    assert stack.supervisor["backend"].environment["CORS_ORIGIN"] == "https://new.example.com"
    assert [process.spec.name for process in stack.supervisor if process.spec.name == name] == []
    assert await look(stack, http) == HEALTHY
    await _undo(stack)


async def test_traffic_goes_back_to_an_older_revision(
    google: Google, stack: DemoStack, http: httpx.AsyncClient
) -> None:
    first = (await google.get(BACKEND))["status"]["latestReadyRevisionName"]
    await google.update({"HEALTH_PATH": {"value": "/healthz"}})
    await stack.control.run.rolled_out()
    assert await status(http, f"{stack.plan.backend_url}/health") == 404
    await google.update(traffic=[{"revisionName": first, "percent": 100}])
    await stack.control.run.rolled_out()
    assert await look(stack, http) == HEALTHY
    service = await google.get(BACKEND)
    assert service["status"]["traffic"] == [{"revisionName": first, "percent": 100}]
    await _undo(stack)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"env": {"BACKEND_PLUGINS": {"value": "nope"}}}, "failed to start and listen on the port"),
        ({"container": {"image": "gcr.io/other/thing:v1"}}, "Image 'gcr.io/other/thing:v1' not found"),
        (
            {"env": {"A": {"valueFrom": {"secretKeyRef": {"name": "x", "key": "latest"}}}}},
            "secrets/x/versions/latest was not found",
        ),
    ],
)
async def test_a_failed_revision_leaves_the_old_one_serving(
    change: Json, words: str, google: Google, stack: DemoStack, http: httpx.AsyncClient
) -> None:
    before = stack.supervisor["backend"].pid
    service = await google.update(**change)
    state, message = _ready(service)
    assert state == "False"
    assert words in message
    assert service["status"]["latestReadyRevisionName"] != service["status"]["latestCreatedRevisionName"]
    assert stack.supervisor["backend"].pid == before
    assert await look(stack, http) == HEALTHY
    await _undo(stack)


async def test_the_log_of_a_failed_revision_is_read(google: Google, stack: DemoStack) -> None:
    service = await google.update({"BACKEND_PLUGINS": {"value": "nope"}})
    failed = service["status"]["latestCreatedRevisionName"]
    question = {"filter": f'resource.labels.revision_name="{failed}" AND severity>=ERROR', "orderBy": "timestamp desc"}
    code, answer = await google.ask("POST", "/v2/entries:list", question)
    assert code == 200
    texts = [entry["textPayload"] for entry in answer["entries"]]
    assert any(text.endswith("ModuleNotFoundError: No module named 'nope'") for text in texts)
    await _undo(stack)


async def test_a_stale_update_is_refused(google: Google) -> None:
    service = await google.get(BACKEND)
    service["metadata"]["resourceVersion"] = "AAYold"
    code, answer = await google.ask("PUT", BACKEND, service)
    assert (code, answer["error"]["status"]) == (409, "ABORTED")


@pytest.mark.parametrize(
    ("traffic", "code"),
    [([{"percent": 90, "latestRevision": True}], 400), ([{"percent": 100, "revisionName": "nope"}], 404), ("x", 400)],
)
async def test_impossible_traffic_is_refused(traffic: Any, code: int, google: Google) -> None:
    service = await google.get(BACKEND)
    service["spec"]["traffic"] = traffic
    assert (await google.ask("PUT", BACKEND, service))[0] == code


async def test_a_fault_shows_as_a_deployment_and_leaves_no_trace(google: Google, stack: DemoStack) -> None:
    before = await google.get(f"{RUN}/revisions?labelSelector=serving.knative.dev%2Fservice+%3D+backend-service")
    await stack.inject("jwt-mismatch")
    service = await google.get(BACKEND)
    env = {item["name"]: item for item in service["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert "value" in env["JWT_SECRET"]
    assert service["status"]["latestCreatedRevisionName"].startswith("backend-service-00002-")
    await stack.lift("jwt-mismatch")
    after = await google.get(f"{RUN}/revisions?labelSelector=serving.knative.dev%2Fservice+%3D+backend-service")
    assert [item["metadata"]["name"] for item in after["items"]] == [
        item["metadata"]["name"] for item in before["items"]
    ]


@pytest.mark.parametrize(
    ("fault", "reason", "words"),
    [
        ("backend-crash-at-start", "HealthCheckContainerError", "failed to start and listen"),
        ("wrong-port", "HealthCheckContainerError", "failed to start and listen"),
        ("crash-loop", "ExitCode1", "Container failed with: TypeError"),
        ("backend-down", "Retired", "has been shut down"),
    ],
)
async def test_a_process_in_trouble_is_not_ready(
    fault: str, reason: str, words: str, google: Google, stack: DemoStack
) -> None:
    await stack.inject(fault)
    condition = (await google.get(BACKEND))["status"]["conditions"][0]
    assert (condition["status"], condition["reason"]) == ("False", reason)
    assert words in condition["message"]
    await stack.lift(fault)
    assert _ready(await google.get(BACKEND))[0] == "True"


async def test_the_sql_instance_is_postgres(google: Google, stack: DemoStack, http: httpx.AsyncClient) -> None:
    instance = f"{SQL}/instances/postgres-staging"
    assert (await google.get(instance))["state"] == "RUNNABLE"
    await stack.inject("postgres-down")
    assert (await google.get(instance))["settings"]["activationPolicy"] == "NEVER"
    _, operation = await google.ask("PATCH", instance, {"settings": {"activationPolicy": "ALWAYS"}})
    assert (await google.get(f"{SQL}/operations/{operation['name']}"))["status"] == "DONE"
    assert await look(stack, http) == HEALTHY
    code, operation = await google.ask("POST", f"{instance}/restart")
    assert (code, operation["operationType"]) == (200, "RESTART")
    assert await look(stack, http) == HEALTHY


async def test_a_connector_in_trouble(google: Google, stack: DemoStack) -> None:
    path = "/v1/projects/acme-staging/locations/us-central1/connectors/staging-connector"
    assert (await google.get(path))["state"] == "READY"
    stack.control.connector_state = "ERROR"
    assert (await google.get(path))["state"] == "ERROR"
    stack.control.connector_state = "READY"


async def test_secrets_open_only_behind_the_word(google: Google) -> None:
    path = "/v1/projects/acme-staging/secrets/jwt-secret/versions/latest:access"
    assert (await google.ask("GET", path))[0] == 403
    code, answer = await google.ask("GET", path, open_=True)
    assert code == 200
    assert answer["payload"]["data"]
    assert (await google.ask("GET", BACKEND, open_=True))[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", f"{RUN}/services/nope", 404),
        ("GET", f"{RUN}/revisions/nope", 404),
        ("GET", f"{SQL}/instances/nope", 403),
        ("GET", f"{SQL}/operations/nope", 404),
        ("GET", "/v1/projects/acme-staging/locations/us-central1/connectors/nope", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", BACKEND, 405),
        ("PATCH", f"{SQL}/instances/postgres-staging", 400),
    ],
)
async def test_refusals_have_googles_shape(method: str, path: str, code: int, google: Google) -> None:
    found, body = await google.ask(method, path, {} if method == "PATCH" else None)
    assert found == code
    assert body["error"]["code"] == code
    assert body["error"]["status"]
