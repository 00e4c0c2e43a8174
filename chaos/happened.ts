import type { SystemName } from '../sandbox/index.js';
import { connectors } from '../subgraphs/registry.js';
import type { Company } from './company.js';
import type { Day } from './day.js';
import { atLeast, plain, type Figure } from './figure.js';

/** What a day is worth nothing without: what of it did not happen proves nothing of a hub that stood it. */
export function happened(
  { made, killsAsked, kills, hits, planted, restedIn }: Day,
  {
    answers,
    errors,
    figures,
    processes,
    traces,
  }: Pick<Company, 'answers' | 'errors' | 'figures' | 'traces'> & {
    readonly processes: readonly unknown[];
  },
): Figure[] {
  const places = new Set(made.typed.map(({ place }) => place));
  const systems = new Set([...places].map((place) => place.split('.')[0] as SystemName));
  return [
    atLeast(1, 'values people typed', made.typed.length),
    plain('entity types they typed in', places.size),
    atLeast(connectors.length, 'systems they typed in', systems.size),
    plain('edits their system refused', made.refused),
    plain('records people added', made.added.length),
    atLeast(killsAsked ? 1 : 0, 'workers killed with SIGKILL', kills),
    plain('processes of the hub in all', processes.length),
    atLeast(1, 'calls that a fault hit', hits),
    plain('questions asked of the graph', answers.length),
    plain('answers of the graph with errors', errors.length),
    atLeast(1, 'entity types with secret values planted', planted),
    atLeast(1, 'spans of traces looked through', traces.spans()),
    atLeast(1, 'times the figures for Prometheus were looked through', figures.length),
    plain('seconds from the end of the faults to rest', restedIn),
  ];
}
