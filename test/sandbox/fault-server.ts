import { startSandbox, type FaultSpec, type SandboxOptions, type SystemName } from '../../sandbox/index.js';

export interface Reply {
  status: number;
  headers: Headers;
  /** The text as it came. */
  text: string;
  /** The JSON of the text; undefined when it is none. */
  body: Record<string, unknown>;
}

/** One sandbox system over real HTTP. */
export interface FaultServer {
  address: string;
  environment: Record<string, string>;
  /** Switches a fault on and gives its id. */
  add(fault: FaultSpec): Promise<string>;
  faults(): Promise<(FaultSpec & { id: string; hits: number })[]>;
  /** Sends without keys. */
  raw(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Sends with the system's keys. */
  send(method: string, path: string, body?: unknown): Promise<Reply>;
}

/** Runs one system, in memory and without a rate limit, for the length of `use`. */
export async function withFaultServer(
  system: SystemName,
  use: (server: FaultServer) => Promise<void>,
  options: Partial<SandboxOptions> = {},
): Promise<void> {
  const base = { port: 0, dataDir: null, scale: 1, limitsRate: false } as const;
  const sandbox = await startSandbox({ ...base, systems: [system], ...options });
  const { environment } = sandbox;
  const address = sandbox.addresses[system];
  const raw: FaultServer['raw'] = async (method, path, body, headers = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method, headers: { ...json, ...headers }, ...(body === undefined ? {} : { body: textOf(body) }) };
    const response = await fetch(address + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
  };
  const keys = await keysOf(system, environment, address);
  const server: FaultServer = {
    address,
    environment,
    raw,
    send: (method, path, body) => raw(method, path, body, keys),
    async add(fault) {
      const { status, text, body } = await raw('POST', '/sandbox/faults', fault);
      if (status !== 201) throw new Error(text);
      return (body['faults'] as { id: string }[])[0]!.id;
    },
    faults: async () => (await raw('GET', '/sandbox/faults')).body['faults'] as never,
  };
  try {
    await use(server);
  } finally {
    await sandbox.stop();
  }
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined as never;
  }
}

async function keysOf(
  system: SystemName,
  environment: Record<string, string>,
  address: string,
): Promise<Record<string, string>> {
  const value = (name: string): string => environment[name] ?? '';
  const token = async (path: string, form: Record<string, string>, headers: Record<string, string>) => {
    const response = await fetch(address + path, { method: 'POST', headers, body: new URLSearchParams(form) });
    return `Bearer ${((await response.json()) as { access_token: string }).access_token}`;
  };
  switch (system) {
    case 'tidsbanken': {
      const key = value('TIDSBANKEN_SUBSCRIPTION_KEY');
      return { 'ocp-apim-subscription-key': key, 'tb-key': value('TIDSBANKEN_KEY'), 'x-api-version': '3.0' };
    }
    case 'powerofficego': {
      const key = { 'ocp-apim-subscription-key': value('POWEROFFICEGO_SUBSCRIPTION_KEY') };
      const pair = `${value('POWEROFFICEGO_APPLICATION_KEY')}:${value('POWEROFFICEGO_CLIENT_KEY')}`;
      const basic = { ...key, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
      return { ...key, authorization: await token('/OAuth/Token', { grant_type: 'client_credentials' }, basic) };
    }
    case 'crmoffice': {
      const client = { client_id: value('CRMOFFICE_CLIENT_ID'), client_secret: value('CRMOFFICE_CLIENT_SECRET') };
      const form = { grant_type: 'refresh_token', refresh_token: value('CRMOFFICE_REFRESH_TOKEN'), ...client };
      return { authorization: await token('/connect/token', form, {}) };
    }
    default:
      return { authorization: `Bearer ${value(`${system.toUpperCase().replaceAll('-', '_')}_API_KEY`)}` };
  }
}
