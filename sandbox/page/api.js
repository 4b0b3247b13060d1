// The sandbox's control API as this page uses it; what it answers is described in sandbox/control.py.

/** What the sandbox would not do; the message is for the reader. */
export class Refusal extends Error {}

async function answer(response) {
  const told = await response.json().catch(() => ({ error: `${response.status}` }));
  if (!response.ok) throw new Refusal(told.error);
  return told;
}

export async function look(name, query = {}) {
  return answer(await fetch(`/sandbox/${name}?${new URLSearchParams(query)}`));
}

export async function act(verb, ask, signal) {
  const body = JSON.stringify(ask);
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`/sandbox/${verb}`, { method: "POST", headers, body, signal }));
}

const PATIENCE_MS = [250, 1000, 3000];

/** Listen for as long as the page lives; after a loss, `hear` gets a whole new STATE. */
export function listen(hear, lost) {
  let tries = 0;
  function open() {
    const socket = new WebSocket(`ws://${location.host}/sandbox/events`);
    socket.onopen = () => (tries = 0);
    socket.onmessage = (frame) => hear(JSON.parse(frame.data));
    socket.onclose = () => {
      lost();
      setTimeout(open, PATIENCE_MS[Math.min(tries++, PATIENCE_MS.length - 1)]);
    };
  }
  open();
}
