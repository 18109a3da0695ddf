from __future__ import annotations

from handlers.probes.cloud_run_state import CloudRunService, Condition, Revision


def test_an_empty_answer_is_read_as_nothing_known() -> None:
    service = CloudRunService.parse({})
    assert service.ready == Condition()
    assert service.follows_latest
    assert (service.variables, service.secrets, service.serving) == ({}, {}, ())
    assert Revision.parse({}).name == ""


def test_the_container_that_listens_is_the_service_not_its_side_car() -> None:
    containers = [{"image": "proxy"}, {"image": "app", "ports": [{"containerPort": 8000}]}]
    service = CloudRunService.parse({"spec": {"template": {"spec": {"containers": containers}}}})
    assert (service.limits["image"], service.limits["port"]) == ("app", 8000)


def test_the_share_of_the_latest_revision_names_the_one_that_is_ready() -> None:
    status = {"latestReadyRevisionName": "r6", "traffic": [{"latestRevision": True, "percent": 100}]}
    assert CloudRunService.parse({"status": status}).serving == ("r6",)
