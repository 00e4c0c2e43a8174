import type { IncomingMessage, RequestListener } from 'node:http';
import { answerError } from './refusal.js';

/** Names under which a machine reaches itself. */
const own = ['localhost', '127.0.0.1', '[::1]'];

/** Whether the `Host` header names what is served: a page of somebody else may have had its own name lead here. */
export function isExpectedHost({ headers: { host } }: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  return host !== undefined && hosts.has(host.toLowerCase().replace(/:\d+$/, ''));
}

/** Whether only this machine reaches an address to listen at. */
export function isOwnAddress(address: string): boolean {
  return own.includes(address) || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
}

/** The names to expect; null: any, since no page can know an address that is not on the user's machine. */
export function expectedHosts(listensOn: string, named: readonly string[]): ReadonlySet<string> | null {
  if (!isOwnAddress(listensOn) && named.length === 0) return null;
  return new Set([...own, ...named.map((name) => name.toLowerCase())]);
}

/** Refuses requests for any other host with 421, and leaves the rest to `next`. */
export function hostListener(hosts: ReadonlySet<string> | null, next: RequestListener): RequestListener {
  if (hosts === null) return next;
  return (request, response) => {
    if (isExpectedHost(request, hosts)) return next(request, response);
    const message = 'This host is not served here: SAMBAND_HOSTS lists those that are';
    answerError(response, { status: 421, code: 'BAD_REQUEST', message });
  };
}
