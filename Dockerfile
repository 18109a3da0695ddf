# Two stages: the first installs what the lock file names, the second runs it as nobody in particular.
FROM python:3.13-slim AS build

COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/opsmedic \
    && /opt/opsmedic/bin/pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --require-hashes --requirement /tmp/requirements.lock \
    && /opt/opsmedic/bin/pip check

COPY bot /opt/opsmedic/app/bot
COPY handlers /opt/opsmedic/app/handlers
# The packages need no build step, so no build backend (which no hash would cover) is fetched to make one.
RUN printf '#!/opt/opsmedic/bin/python\nfrom bot.cli import main\n\nmain()\n' > /opt/opsmedic/bin/medic \
    && chmod 755 /opt/opsmedic/bin/medic \
    && /opt/opsmedic/bin/python -m compileall -q /opt/opsmedic/app


FROM python:3.13-slim

RUN useradd --system --uid 10001 --home-dir /var/lib/opsmedic --create-home --shell /usr/sbin/nologin opsmedic
COPY --from=build /opt/opsmedic /opt/opsmedic
# stack.yaml goes into the image where there is one; otherwise mount it there, or set MEDIC_STACK.
COPY LICENSE stack.yam[l] /etc/opsmedic/

ENV PATH=/opt/opsmedic/bin:$PATH \
    PYTHONPATH=/opt/opsmedic/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MEDIC_HTTP_HOST=0.0.0.0 \
    MEDIC_STATE_DIR=/var/lib/opsmedic \
    MEDIC_STACK=/etc/opsmedic/stack.yaml

USER 10001
WORKDIR /var/lib/opsmedic
VOLUME ["/var/lib/opsmedic"]
EXPOSE 8080
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('MEDIC_HTTP_PORT') or os.environ.get('PORT') or 8080), timeout=4); c.request('GET', '/health/live'); sys.exit(c.getresponse().status != 200)"]

ENTRYPOINT ["medic"]
CMD ["run", "--http"]
