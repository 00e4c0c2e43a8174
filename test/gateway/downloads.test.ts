import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { doorFor } from '../../gateway/access/door.js';
import { downloadListener, type Downloads } from '../../gateway/downloads.js';

/** Serves files to `use`, and says 418 to all else; answers the faults. */
async function serving(downloads: Downloads, use: (url: string) => Promise<void>): Promise<unknown[]> {
  const faults: unknown[] = [];
  const other = (_: unknown, response: { writeHead(status: number): { end(): void } }) => response.writeHead(418).end();
  const server: Server = createServer(
    downloadListener(downloads, doorFor(null), other, (error) => void faults.push(error)),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  server.close();
  return faults;
}

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

const file: Downloads = (name) =>
  name === 'all.csv' ? { contentType: 'text/csv; charset=utf-8', pieces: pieces('a,b\n', '1,2\n') } : null;

test('a file is sent under its name, all of its pieces', async () => {
  await serving(file, async (url) => {
    const answer = await fetch(`${url}/export/all.csv`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="all.csv"');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await answer.text()).toBe('a,b\n1,2\n');
  });
});

test('there is no other file, no other method, and everything else is left to others', async () => {
  await serving(file, async (url) => {
    expect((await fetch(`${url}/export/none.csv`)).status).toBe(404);
    expect((await fetch(`${url}/export/all.csv`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/graphql`)).status).toBe(418);
  });
});

test('a file that breaks off is never taken for a whole one, and the fault is told', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield 'a,b\n';
    throw new Error('the database went away');
  }
  const faults = await serving(
    () => ({ contentType: 'text/csv', pieces: broken() }),
    async (url) => {
      await expect(fetch(`${url}/export/all.csv`).then((answer) => answer.text())).rejects.toThrow();
    },
  );
  expect(faults).toEqual([new Error('the database went away')]);
});
