import { readFileSync } from 'node:fs';
import type { CustomSystemName } from '../../sandbox/custom-contract.js';
import type { Schema } from './json-schema.js';

export interface Media {
  readonly schema: Schema;
}

export interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, DocumentedResponse | { readonly $ref: string }>>;
}

export interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: { readonly change: { readonly post: Operation } };
  readonly components: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

export const contractSystems = ['customerp', 'custom-pms', 'custom-webshop'] as const satisfies CustomSystemName[];

/** The document as it is shipped in the connector's folder. */
export function shipped(system: string): Document {
  const path = new URL(`../../subgraphs/${system}/openapi.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Document;
}

/** What a reference within the document names. */
export function resolve<T>(document: Document, ref: string): T {
  const steps = ref.replace(/^#\//, '').split('/');
  const found = steps.reduce<unknown>((within, step) => (within as Record<string, unknown>)?.[step], document);
  if (found === undefined) throw new Error(`${ref} names nothing`);
  return found as T;
}

/** The thing itself, or what the reference that stands for it names. */
export function actual<T>(document: Document, thing: T | { readonly $ref: string }): T {
  const isRef = typeof thing === 'object' && thing !== null && '$ref' in thing;
  return isRef ? resolve<T>(document, (thing as { $ref: string }).$ref) : (thing as T);
}

const methods = new Set(['get', 'post', 'patch', 'delete']);

export interface Documented {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Every operation under `paths`. */
export function operationsOf({ paths }: Document): Documented[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}
