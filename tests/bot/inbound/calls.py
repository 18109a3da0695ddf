"""Calls as Alertmanager and Grafana make them."""

import json


def alert(fingerprint="f1", status="firing", summary="Postgres is slow", **labels):
    """One alert of a call; labels beside the usual ones by keyword."""
    return {
        "status": status,
        "labels": {"alertname": "PostgresSlow", **labels},
        "annotations": {"summary": summary, "description": "p99 is\n4 s"},
        "startsAt": "2026-11-23T10:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": fingerprint,
    }


def call(*alerts):
    """The body of one call."""
    return json.dumps(
        {
            "version": "4",
            "groupKey": '{}:{alertname="PostgresSlow"}',
            "truncatedAlerts": 0,
            "status": "firing",
            "receiver": "opsmedic",
            "groupLabels": {"alertname": "PostgresSlow"},
            "commonLabels": {},
            "commonAnnotations": {},
            "externalURL": "http://alertmanager.example",
            "alerts": list(alerts),
        }
    ).encode()
