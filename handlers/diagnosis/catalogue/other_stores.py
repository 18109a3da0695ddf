"""Queues, brokers and other databases."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

_GONE = (Reason.REFUSED, Reason.UNREACHABLE, Reason.TIMEOUT, Reason.RESET, Reason.SHUTTING_DOWN)

ENTRIES = (
    Entry(
        id="broker-down",
        title="The message broker does not accept connections",
        explanation="Tasks and events cannot be handed over.",
        next_step="Start the broker (RabbitMQ, Kafka), and check the address in the service's settings",
        log=(
            Line("connection refused", r"(?:amqp|rabbitmq|kombu|:5672\b|kafka|:9092\b).{0,160}connection refused"),
            Line("econnrefused", r"ECONNREFUSED.{0,60}:(?:5672|9092)\b"),
            Line("nobrokersavailable"),
            Line("cannot connect to amqp"),
            Line("brokers are down", r"\d+/\d+ brokers are down"),
            Line("broker transport failure"),
        ),
        own=False,
        blames=("rabbitmq", "kafka", "broker", "queue"),
        deep=7,
        effect=Effect.DOWN,
        action="restart-service",
    ),
    Entry(
        id="queue-backlog",
        title="A queue grows faster than it is emptied",
        explanation="The workers are too slow, too few, or not running: {detail}",
        next_step="Look at the workers; start more of them",
        signs=(Sign((Reason.QUEUE_DEEP,), weight=0.7),),
        deep=3,
    ),
    Entry(
        id="{service}-queue-unreachable",
        title="The queue of {service} cannot be looked at: {detail}",
        explanation="The server that holds the queue refuses the probe; {service} may meet the same.",
        next_step="Check the server that holds the queue, and the address and password {service} has for it",
        signs=(Sign((*_GONE, Reason.AUTH_FAILED, Reason.LOADING, Reason.DNS), kinds=("queue_depth",), weight=0.5),),
        own=False,
        effect=Effect.PARTIAL,
    ),
    Entry(
        id="mysql-down",
        title="MySQL does not accept connections",
        explanation="Nothing answers on the database's address.",
        next_step="Start MySQL and read its error log; check host and port",
        log=(
            Line("can't connect to", r"Can't connect to (?:local )?(?:MySQL|server)"),
            Line("econnrefused", r"ECONNREFUSED.{0,60}:3306\b"),
            Line("connection refused", r":3306\b.{0,120}connection refused"),
        ),
        own=False,
        blames=("mysql",),
        deep=7,
        effect=Effect.DOWN,
    ),
    Entry(
        id="mongo-down",
        title="MongoDB does not accept connections",
        explanation="No server of the set could be selected.",
        next_step="Start MongoDB and check the address in the service's settings",
        log=(
            Line("serverselectiontimeouterror"),
            Line("mongonetworkerror"),
            Line("mongoserverselectionerror"),
            Line("econnrefused", r"ECONNREFUSED.{0,60}:27017\b"),
            Line("connection refused", r":27017\b.{0,120}connection refused"),
        ),
        own=False,
        blames=("mongo",),
        deep=7,
        effect=Effect.DOWN,
    ),
    Entry(
        id="search-down",
        title="Elasticsearch or OpenSearch does not answer, or blocks writes",
        explanation="The cluster cannot be reached, is red, or set its indices to read-only because the disk is full.",
        next_step="Look at the cluster's health and disk; lift the block once there is room",
        log=(
            Line("cluster_block_exception"),
            Line("flood stage disk watermark"),
            Line("connection refused", r":9200\b.{0,120}connection refused"),
            Line("econnrefused", r"ECONNREFUSED.{0,60}:9200\b"),
        ),
        own=False,
        blames=("elasticsearch", "opensearch", "search"),
        deep=7,
        effect=Effect.ERROR,
    ),
)
