import json

from bot.render.json import report_json
from tests.bot.reports import failing_report


def test_the_document_has_causes_with_their_symptoms():
    document = report_json(failing_report(), "r1")
    (cause,) = document["causes"]
    assert (cause["id"], cause["service"], cause["symptoms"]) == ("postgres-down", "postgres", ["backend"])
    assert document["status"] == "failing"
    assert document["run"] == "r1"
    assert document["notes"][0]["service"] == "redis"
    json.dumps(document)


def test_files_are_listed_and_not_inlined():
    assert report_json(failing_report())["files"] == [{"name": "map.png", "media_type": "image/png", "bytes": 6}]
