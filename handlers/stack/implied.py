"""The probes a stack file implies without listing them: the platform's view, and settings that must agree."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.probes.base import ProbeConfig
from handlers.probes.cloud_run import CloudRunProbe
from handlers.probes.cloud_run_logs import CloudRunLogsProbe
from handlers.probes.process import ProcessProbe
from handlers.probes.settings_agree import SettingMember, SettingsAgreeProbe
from handlers.probes.settings_sources import CloudRunSource, ProcessSource, Source
from handlers.stack.environment import CloudRunPlatform, Environment, ProcessPlatform
from handlers.stack.service import Service


def platform_probes(service: Service, environment: Environment) -> tuple[ProbeConfig, ...]:
    """The platform's own view of `service`; empty when it runs on none, or the file lists that probe already."""
    listed = {probe.kind for probe in service.probes}
    return tuple(probe for probe in _of_platform(service, environment) if probe.kind not in listed)


def _of_platform(service: Service, environment: Environment) -> Iterator[ProbeConfig]:
    if service.process and isinstance(environment.platform, ProcessPlatform):
        yield ProcessProbe(kind="process", process=service.process)
    if service.cloud_run and isinstance(environment.platform, CloudRunPlatform):
        yield CloudRunProbe(kind="cloud_run", service=service.cloud_run)
        yield CloudRunLogsProbe(kind="cloud_run_logs", service=service.cloud_run)


def agreement_probes(environment: Environment) -> tuple[SettingsAgreeProbe, ...]:
    """One probe per entry of `settings_agree`; its `members` name the services it speaks of.

    A member whose service runs on no platform cannot be read and is left out, and so is an entry left without members.
    """
    probes = []
    for agreement in environment.settings_agree:
        members = {
            name: SettingMember(variable=variable, source=source)
            for name, variable in agreement.members.items()
            if (source := _source(environment, name)) is not None
        }
        if members:
            probes.append(
                SettingsAgreeProbe(kind="settings_agree", name=agreement.name, members=members, expect=agreement.expect)
            )
    return tuple(probes)


def _source(environment: Environment, name: str) -> Source | None:
    service = environment.services.get(name)
    if service is not None and service.cloud_run:
        return CloudRunSource(service=service.cloud_run)
    if service is not None and service.process:
        return ProcessSource(process=service.process)
    return None
