import type { Resource } from '../../shared/connector.js';
import { explainProblem } from '../../shared/http/contract-answers.js';
import { contractResource } from '../../shared/http/contract-resource.js';
import { withServer, type Answerer, type Seen } from '../http/server.js';

/** The customers of a system that is told what to answer, over the common contract, for the length of a callback. */
export function withAcme(
  answer: Answerer,
  use: (resource: Required<Resource>, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  return withServer(
    answer,
    ({ client, seen }) => {
      const at = { client, system: 'acme', entityType: 'Customer', collection: 'customers' };
      return use(contractResource(at), seen);
    },
    { explain: explainProblem },
  );
}
