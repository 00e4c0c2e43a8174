import { createHash } from 'node:crypto';

/** The id of what is made under a caller's key: always the same. @param what tells keys for one thing from those for another. */
export function idUnder(what: string, key: string): string {
  const hash = createHash('sha256').update(`create ${what} ${key}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
