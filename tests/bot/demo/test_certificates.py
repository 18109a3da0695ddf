"""The demo's own authority: one certificate to accept, one that has expired."""

import ssl
from pathlib import Path

from bot.demo.certificates import issue


def test_the_files_serve_and_are_trusted(tmp_path: Path) -> None:
    files = issue(tmp_path / "tls")
    for file in (files.valid, files.expired):
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file)
        assert file.stat().st_mode & 0o077 == 0
    trust = ssl.create_default_context(cafile=files.authority)
    assert len(trust.get_ca_certs()) == 1
