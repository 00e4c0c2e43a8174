import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { ConfigInvalid } from '../shared/errors.js';
import type { Authenticate } from './access/caller.js';
import { doorFor, type Entry } from './access/door.js';
import { expectedHosts, hostListener } from './access/host.js';
import { accountable, accounting, type TellRequest } from './accounting.js';
import { documentStore } from './documents.js';
import { downloadListener, type Downloads } from './downloads.js';
import { sandboxOrigins } from './cors.js';
import { graphqlHandler } from './http.js';
import { landingPage, pageOf } from './landing.js';
import { loadListener, type LoadGuard } from './guard/load.js';
import type { KnownOperations } from './guard/operations.js';
import { operatingListener, type Operating } from './operate.js';
import { sharedListener, type SharedSubgraphs } from './remote/server.js';
import { serving, type Serving } from './serving.js';
import { shortWay } from './short-way.js';
import type { GatewayContext, Subgraph } from './subgraph.js';
import { answering, failedAnswerTo } from './answering.js';
import { createSupergraph } from './supergraph.js';
import type { LogError, Supergraph } from './supergraph.js';
import { serveWatching, streamPath } from './watching.js';
import { webhookListener } from './webhooks.js';
import type { WebhookHandler } from './webhooks.js';

/** What a gateway serves, and where. */
export interface GatewayOptions {
  /** 0 takes any free port. */
  port: number;
  /** The address to listen at; 127.0.0.1 unless said otherwise. */
  host?: string;
  supergraphSdl: string;
  subgraphs: readonly Subgraph[];
  /** Stands in the editor of the Sandbox page. */
  firstQuery: string;
  /** Takes every error that is masked for the client, with the request id the client is told. */
  logError?: LogError;
  /** Takes what is told of each request once it is over; none is told of where absent. */
  tellRequest?: TellRequest | null;
  /** Who may ask; null: anybody, for everything. */
  authenticate: Authenticate | null;
  /** Names besides this machine's own that requests may be for. */
  hosts?: readonly string[];
  /** Pages of other origins that may use the graph, beside Apollo Sandbox. */
  origins?: readonly string[];
  /** The token that the Sandbox page carries; null: whoever uses the page brings their own. */
  pageToken?: string | null;
  /** Takes what systems post to `/webhooks/<system>`; without it nothing is served there. */
  webhooks?: WebhookHandler;
  /** Whether the schema may be asked for; unless said otherwise it may. */
  introspection?: boolean;
  /** The operations that clients were built with. */
  operations?: KnownOperations | null;
  /** How many requests a minute each client may make; any number unless said otherwise. */
  requestsPerMinute?: number | null;
  /** How long a query may take, in ms; as long as it takes unless said otherwise. */
  deadlineMs?: number;
  /** What refuses requests while there is too much to do; without it all are taken. The caller stops it. */
  load?: LoadGuard;
  /** The clients' headers that subgraphs elsewhere get to see, in lower case; none unless said otherwise. */
  passedOn?: readonly string[];
  /** What whoever operates the hub asks of it; without it nothing is served there. */
  operating?: Operating;
  /** The subgraphs at `/subgraphs/<name>`, for a gateway elsewhere that knows the secret; without it nothing is served there. */
  shared?: SharedSubgraphs;
  /** The files at `/export/<file>`; without it nothing is served there. */
  downloads?: Downloads;
}

/** `url` is that of the GraphQL endpoint. `stop` refuses new requests and resolves when those under way are answered. */
export interface Gateway {
  readonly url: string;
  /**
   * Serves another supergraph from here on; requests and subscriptions under way go on with the one they have.
   * @throws Error for one that cannot be served: then nothing changes.
   */
  swap(supergraphSdl: string, subgraphs: readonly Subgraph[]): void;
  stop(): Promise<void>;
}

/** Serves the supergraph. Rejects where the supergraph lacks a subgraph, or where the port cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { host = '127.0.0.1', logError = () => undefined } = options;
  const guard = {
    ...{ introspection: options.introspection ?? true, operations: options.operations ?? null },
    deadlineMs: options.deadlineMs ?? null,
  };
  const make = (sdl: string, subgraphs: readonly Subgraph[]): Supergraph =>
    createSupergraph(sdl, subgraphs, logError, guard);
  const served = serving(make(options.supergraphSdl, options.subgraphs));
  const httpServer = createServer();
  const logFault = (error: unknown): void => logError(error, 'none');
  const entry: Entry = {
    door: doorFor(options.authenticate, options.requestsPerMinute ?? null, options.passedOn ?? []),
    load: options.load ?? null,
    hosts: expectedHosts(host, options.hosts ?? []),
    origins: new Set([...sandboxOrigins, ...(options.origins ?? [])]),
  };
  const { tellRequest = null } = options;
  const apollo = createApolloServer(served, httpServer, options, logFault);
  await apollo.start();
  const telling = { tell: tellRequest, onFault: logFault, isShown: guard.introspection };
  const watching = serveWatching(served, httpServer, entry, telling);
  const answered = watching.listener(
    graphqlHandler(shortWay(apollo, served), pageOf(apollo), entry, guard.operations, logError),
  );
  const listener = hostListener(entry.hosts, beside(options, entry, answered, logError));
  httpServer.on('request', accountable(listener, tellRequest));
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopping ??= watching.stop().then(() => apollo.stop()));
  try {
    const port = await listen(httpServer, options.port, host);
    httpServer.on('error', logFault);
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/graphql`;
    return { url, stop, swap: (sdl, subgraphs) => served.swap(make(sdl, subgraphs)) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is served beside the graph, in front of it. */
function beside(
  { downloads, webhooks, shared, operating }: GatewayOptions,
  { door, load }: Entry,
  graph: RequestListener,
  logError: LogError,
): RequestListener {
  const logFault = (error: unknown): void => logError(error, 'none');
  const withFiles = downloads ? downloadListener(downloads, door, graph, logFault) : graph;
  const withSubgraphs = shared ? sharedListener(shared, withFiles, logError) : withFiles;
  const withWebhooks = webhooks ? webhookListener(webhooks, withSubgraphs, logFault) : withSubgraphs;
  const whileHeld = load ? loadListener(load, (path) => path === streamPath, withWebhooks) : withWebhooks;
  return operating ? operatingListener(operating, door, whileHeld, logFault) : whileHeld;
}

function createApolloServer(
  served: Serving,
  httpServer: Server,
  { introspection = true, firstQuery, pageToken = null, tellRequest = null }: GatewayOptions,
  logFault: (error: unknown) => void,
): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway: gatewayOf(served),
    documentStore: documentStore(),
    // The supergraph refuses it where the schema is not to be shown.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: logFault },
    plugins: [
      introspection ? landingPage(firstQuery, pageToken) : ApolloServerPluginLandingPageDisabled(),
      ...(tellRequest ? [accounting] : []),
      answering(served),
      ApolloServerPluginDrainHttpServer({ httpServer }),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

type GatewayInterface = NonNullable<ConstructorParameters<typeof ApolloServer<GatewayContext>>[0]['gateway']>;

function gatewayOf(served: Serving): GatewayInterface {
  let announce: Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0] = () => undefined;
  return {
    onSchemaLoadOrUpdate(callback) {
      announce = callback;
      return () => undefined;
    },
    async load() {
      served.follow(({ apiSchema, sdl }) => announce({ apiSchema, coreSupergraphSdl: sdl }));
      return {
        executor: async ({ context }) => failedAnswerTo(context as GatewayContext),
      };
    },
    stop: async () => undefined,
  };
}

/** Resolves to the port the server listens at. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(portError(error, port, host));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function portError(cause: NodeJS.ErrnoException, port: number, host: string): Error {
  if (cause.code === 'EADDRINUSE') {
    return new ConfigInvalid(
      `PORT ${port} is taken on ${host}: stop what listens there, or set PORT to a free one`,
      {},
      { cause },
    );
  }
  return new ConfigInvalid(
    `PORT ${port} on ${host} cannot be listened at (${cause.code ?? cause.message})`,
    {},
    { cause },
  );
}
