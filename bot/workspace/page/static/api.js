// The page's only way to the server: verbs of the control interface, and the stream that says what changed.

export class Refused extends Error {}

export async function call(verb, body = {}) {
  const response = await fetch(`/control/${verb}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "same-origin",
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({ ok: false, error: `status ${response.status}` }));
  if (!answer.ok) throw new Refused(answer.error);
  return answer.result;
}

export function listen(user, since, onChanges, onState) {
  const source = new EventSource(`/control/events?user=${encodeURIComponent(user)}&since=${since}`);
  source.onmessage = (event) => onChanges(JSON.parse(event.data));
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  return source;
}
