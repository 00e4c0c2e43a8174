import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { ConfigInvalid } from '../shared/errors.js';

interface Fault {
  code: string;
  subgraph: string | undefined;
  message: string;
}

/** A subgraph by its schema; `url` is where it is reached, empty or left out where that is within this process. */
interface Part {
  readonly name: string;
  readonly sdl: string;
  readonly url?: string;
}

/** The supergraph of these subgraphs, as SDL. Throws one error that lists every fault with its code and its subgraph. */
export function composeSupergraph(subgraphs: readonly Part[]): string {
  const faults: Fault[] = [];
  const services = subgraphs.flatMap(({ name, sdl, url = '' }) => {
    const typeDefs = parseSdl(name, sdl, faults);
    return typeDefs ? [{ name, url, typeDefs }] : [];
  });
  if (faults.length > 0) throw compositionError(faults);
  const composed = composeServices(services);
  if (composed.errors) {
    throw compositionError(
      composed.errors.map(({ message, extensions }) => ({
        code: String(extensions['code'] ?? 'UNKNOWN'),
        subgraph: typeof extensions['subgraphName'] === 'string' ? extensions['subgraphName'] : undefined,
        message,
      })),
    );
  }
  return composed.supergraphSdl;
}

function parseSdl(subgraph: string, sdl: string, faults: Fault[]): DocumentNode | undefined {
  try {
    return parse(sdl);
  } catch (error) {
    faults.push({ code: 'INVALID_GRAPHQL', subgraph, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function compositionError(faults: readonly Fault[]): ConfigInvalid {
  const lines = faults.map(({ code, subgraph, message }) => {
    const text = subgraph === undefined ? message : message.replace(`[${subgraph}] `, '');
    return `  ${code}${subgraph === undefined ? '' : ` in subgraph ${subgraph}`}: ${text}`;
  });
  return new ConfigInvalid(['The subgraphs do not compose into one supergraph:', ...lines].join('\n'));
}
