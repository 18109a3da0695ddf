"""What the gcloud command needs in its environment to speak with the local control plane instead of Google."""

from __future__ import annotations

from bot.demo.plan import HOST


def environment(port: int, configuration: str) -> dict[str, str]:
    """Variables for gcloud; `configuration` is a directory of its own, so that a person's settings stay untouched.

    gcloud puts the region before the Run host's name, so that one is reached through a plain HTTP proxy.
    """
    own = f"http://{HOST}:{port}/"
    return {
        "CLOUDSDK_CONFIG": configuration,
        "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "1",
        "CLOUDSDK_CORE_CHECK_GCE_METADATA": "0",
        "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "1",
        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "1",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN": "http://run.demo.test/",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_SQL": own,
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_VPCACCESS": own,
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING": own,
        "CLOUDSDK_PROXY_TYPE": "http",
        "CLOUDSDK_PROXY_ADDRESS": HOST,
        "CLOUDSDK_PROXY_PORT": str(port),
    }
