"""Names, routes, certificates: what lies between two services that are both up."""

from __future__ import annotations

from handlers.diagnosis.catalogue.entry import CERTAIN, GENERIC, LIKELY, Entry, Line, Sign
from handlers.diagnosis.evidence import Effect
from handlers.probes.reasons import Reason

ENTRIES = (
    Entry(
        id="dns-failure",
        title="A host name does not resolve: {host}",
        explanation="The name is wrong, the record is gone, or the resolver does not answer.",
        next_step="Correct the name in the settings, or bring the record or the resolver back",
        signs=(Sign((Reason.DNS,), weight=0.85),),
        log=(
            Line("name or service not known"),
            Line("temporary failure in name resolution"),
            Line("failure in name resolution"),
            Line("nodename nor servname provided"),
            Line("no address associated with hostname"),
            Line("enotfound", r"(?-i:\bENOTFOUND\b) ?(?P<host>[\w.\-]*)"),
            Line("eai_again", r"EAI_AGAIN ?(?P<host>[\w.\-]*)"),
            Line("could not translate host name", r"could not translate host name \W{0,2}(?P<host>[\w.\-]+)"),
            Line("could not be resolved", r"(?P<host>[\w.\-]+) could not be resolved"),
            Line("host not found in upstream", r"host not found in upstream \W?(?P<host>[\w.\-]+)"),
            Line("no such host", r"(?:lookup (?P<host>[\w.\-]+).{0,40})?no such host"),
            Line("nxdomain", r"\bNXDOMAIN\b.{0,40}(?:error|fail)|(?:error|fail).{0,60}\bNXDOMAIN\b"),
            Line("name resolution", r"NameResolutionError|name resolution (?:failed|error)"),
            Line("could not resolve host", r"could not resolve host:? ?(?P<host>[\w.\-]*)"),
            Line("unknownhostexception"),
            Line(
                "cannot connect to host",
                r"Cannot connect to host (?P<host>[\w.\-]+):\d+ .{0,40}(?:Name or service|nodename|DNS)",
            ),
        ),
        level=CERTAIN,
        deep=8,
        effect=Effect.DOWN,
    ),
    Entry(
        id="certificate-expired",
        title="The TLS certificate has expired",
        explanation="Every client that checks certificates refuses the connection: {detail}",
        next_step="Renew the certificate and reload what serves it",
        signs=(Sign((Reason.TLS_EXPIRED,), weight=0.95),),
        log=(
            Line("certificate has expired", quiet=True),
            Line("cert_has_expired"),
            Line(
                "certificate expired",
                r"(?:ssl|tls|alert|x509).{0,60}certificate expired|certificate expired.{0,40}(?:ssl|tls)",
            ),
            Line("sslv3 alert certificate expired"),
            Line("has expired or is not yet valid"),
            Line("certificate is not yet valid"),
        ),
        level=CERTAIN,
        deep=9,
        effect=Effect.ERROR,
    ),
    Entry(
        id="certificate-expiring",
        title="The TLS certificate will expire soon",
        explanation="It is still valid, for less time than the stack file asks for: {detail}",
        next_step="Renew the certificate now, while everything still works",
        signs=(Sign((Reason.TLS_EXPIRING,), weight=0.9),),
        level=CERTAIN,
        deep=4,
        effect=Effect.PARTIAL,
    ),
    Entry(
        id="certificate-name",
        title="The TLS certificate is for another name",
        explanation="The host serves a certificate that does not name it.",
        next_step="Serve a certificate that names this host, or use the name the certificate has",
        signs=(Sign((Reason.TLS_NAME,), weight=0.95),),
        log=(
            Line("hostname mismatch"),
            Line("doesn't match", r"hostname .{1,100} doesn't match"),
            Line("err_tls_cert_altname_invalid"),
            Line("does not match certificate's altnames"),
            Line("certificate is valid for", r"x509: certificate is valid for .{1,200}, not "),
            Line("certificate is not valid for", r"certificate is not valid for '"),
            Line("no alternative certificate subject name matches"),
        ),
        level=CERTAIN,
        deep=9,
        effect=Effect.ERROR,
    ),
    Entry(
        id="certificate-untrusted",
        title="The TLS certificate is not trusted",
        explanation="It is self-signed, or its issuer (or the chain in between) is unknown to the client.",
        next_step="Serve the whole chain, or add the issuing authority to the client's trust store",
        signs=(Sign((Reason.TLS_UNTRUSTED,), weight=0.95),),
        log=(
            Line("unable to get local issuer certificate"),
            Line("self signed certificate"),
            Line("self-signed certificate"),
            Line("depth_zero_self_signed_cert"),
            Line("unable_to_verify_leaf_signature"),
            Line("unable to verify the first certificate"),
            Line("certificate signed by unknown authority"),
            Line("unknown ca", r"(?:alert|tlsv1|ssl).{0,40}unknown ca"),
            Line("root certificate file", r"root certificate file .{1,120} does not exist"),
            Line("unable to find valid certification path"),
        ),
        level=CERTAIN,
        deep=9,
        effect=Effect.ERROR,
    ),
    Entry(
        id="tls-handshake",
        title="The TLS handshake fails",
        explanation=(
            "The two sides have no protocol or cipher in common, or one of them does not speak TLS on that port."
        ),
        next_step=(
            "Check that the port is a TLS port (https vs http, sslmode), then the protocol versions on both sides"
        ),
        signs=(Sign((Reason.TLS_HANDSHAKE,), weight=0.9), Sign((Reason.PROTOCOL,), weight=0.5)),
        log=(
            Line("wrong version number", r"(?:ssl|tls).{0,80}wrong version number|WRONG_VERSION_NUMBER"),
            Line("wrong_version_number"),
            Line("ssl_do_handshake() failed", r"SSL_do_handshake\(\) failed(?!.{0,80}certificate)"),
            Line("handshake failure", r"(?:ssl|tls|alert).{0,40}handshake failure|handshake failure.{0,40}(?:ssl|tls)"),
            Line("does not support ssl", r"server does not support SSL"),
            Line("unsupported protocol", r"(?:ssl|tls).{0,60}unsupported protocol"),
            Line("plain http request was sent to https port"),
            Line("server gave http response to https client"),
            Line("no shared cipher"),
        ),
        level=CERTAIN,
        deep=7,
        effect=Effect.ERROR,
    ),
    Entry(
        id="no-route",
        title="There is no route to the host",
        explanation="The network between the two does not exist or is closed: a missing connector, route or peering.",
        next_step="Check the VPC connector, the route and the firewall between the service and that address",
        signs=(Sign((Reason.UNREACHABLE,), weight=0.6),),
        log=(
            Line("no route to host"),
            Line("network is unreachable"),
            Line("enetunreach"),
            Line("ehostunreach"),
        ),
        own=False,
        level=LIKELY,
        deep=6,
        effect=Effect.DOWN,
    ),
    Entry(
        id="connection-timeout",
        title="A connection to another service times out",
        explanation=(
            "Packets are dropped on the way (firewall, connector, wrong address), or the other side is overloaded."
        ),
        next_step="Check firewall and VPC connector first, then the health of the other side",
        log=(
            Line(
                "connection timed out",
                r"(?:error|fail|exception|errno|could not|connect|dial|upstream).{0,200}connection timed out"
                r"|connection timed out.{0,60}(?:error|while)",
            ),
            Line("etimedout", r"\bE(?:SOCKET)?TIMEDOUT\b"),
            Line("i/o timeout", r"dial tcp .{1,80} i/o timeout"),
            Line("connecttimeout", r"Connect(?:ion)?Timeout(?:Error|Exception)?\b"),
            Line("connect timeout=", r"ConnectTimeoutError|connect timeout="),
            Line("err_socket_connection_timeout"),
        ),
        own=False,
        level=GENERIC,
        deep=5,
        effect=Effect.HUNG,
    ),
    Entry(
        id="connection-refused",
        title="Another service refuses the connection",
        explanation=(
            "Nothing listens at the address the service tries: the other side is down, or the address is wrong."
        ),
        next_step="Look up the address in the line: start what should listen there, or correct the setting",
        log=(
            Line("connectionrefusederror", r"ConnectionRefusedError"),
            Line("econnrefused", r"\bECONNREFUSED\b"),
            Line("connection refused", r"dial tcp .{1,80}connection refused"),
            Line(
                "connection refused",
                r"(?:error|fail|exception|errno|could not|cannot|unable).{0,200}connection refused",
            ),
            Line("max retries exceeded with url"),
            Line("all connection attempts failed", r"ConnectError|httpcore"),
            Line("cannot connect to host", r"ClientConnectorError|Cannot connect to host"),
            Line("connection refused", r"java\.net\.ConnectException: Connection refused"),
        ),
        own=False,
        level=GENERIC,
        deep=4,
        effect=Effect.DOWN,
    ),
)
