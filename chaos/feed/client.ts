import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { token } from '../graph.js';
import { WebSocket } from 'ws';

/**
 * Follows the change feed at an address into a file, a line for each change, going on behind the last whole line. Whatever happens
 * to the connection, or to itself, it begins there again.
 */
const [url = '', file = ''] = process.argv.slice(2);

const subscription = `subscription ($after: String) { recordsChanged(after: $after) { cursor recordId version } }`;
const againMs = 50;

interface Line {
  readonly cursor: string;
}

/** The cursor of the last whole line; half a line, as a kill leaves it, was not dealt with and is cut off. */
function lastCursor(): string {
  const text = readFileSync(file, 'utf8');
  const whole = text.lastIndexOf('\n') + 1;
  if (whole < text.length) truncateSync(file, Buffer.byteLength(text.slice(0, whole)));
  const line = text.slice(0, whole).trimEnd().split('\n').at(-1) ?? '';
  return (JSON.parse(line) as Line).cursor;
}

async function follow(after: string): Promise<void> {
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  try {
    const events = client.iterate<{ recordsChanged: Line }>({
      query: subscription,
      variables: { after },
    });
    for await (const { data } of events) if (data) appendFileSync(file, `${JSON.stringify(data.recordsChanged)}\n`);
  } finally {
    await client.dispose();
  }
}

for (;;) {
  // The hub is down, or went down: that is what this is for.
  await follow(lastCursor()).catch(() => undefined);
  await pause(againMs);
}
