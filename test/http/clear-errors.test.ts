import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createHttpClient } from '../../shared/http/client.js';
import { withServer } from './server.js';

const read = { method: 'GET', path: '/people', entityType: 'Person' } as const;

function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'samband-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...options, '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}

test('a certificate that is not good is named with the system, the host and the way out, and no request is sent', async () => {
  let requests = 0;
  const server = createServer(selfSigned(), (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createHttpClient({
    ...{ system: 'acme', baseUrl: `https://${host}`, address: 'ACME_URL', credentials: 'ACME_KEY', random: () => 0 },
    headers: () => ({ authorization: 'Bearer s3cret' }),
  });
  try {
    for (const request of [read, { ...read, method: 'POST', json: { name: 'Kari' } } as const]) {
      const error = await client.request(request).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'UNAVAILABLE', details: { system: 'acme', entityType: 'Person' } });
      expect((error as { details: object }).details).not.toHaveProperty('ambiguous');
      const { message } = error as Error;
      for (const part of ['acme', 'Person', host, 'certificate', 'ACME_URL', 'NODE_EXTRA_CA_CERTS']) {
        expect(message).toContain(part);
      }
      for (const secret of ['s3cret', 'Kari']) expect(inspect(error, { depth: 9 })).not.toContain(secret);
    }
    expect(requests).toBe(0);
  } finally {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('an answer that trickles in is given up at the deadline, body included', async () => {
  await withServer(
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const trickle = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(trickle));
    },
    async ({ client }) => {
      const error = await client.request({ ...read, method: 'POST', json: {} }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'UNAVAILABLE', details: { ambiguous: true } });
      expect((error as Error).message).toBe('acme gave no answer (it took too long)');
    },
    { deadlineMs: 200 },
  );
});
