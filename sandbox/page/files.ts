import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Answer, Call } from '../http.js';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

const names = ['page.html', 'page.css', 'panel.css', 'page.js', 'form.js', 'switches.js', 'call.js'];

/** The file of the page at this address, or null. */
export function pageFile(call: Call): Answer | null {
  const name = /^\/sandbox\/?$/.test(call.path) ? 'page.html' : call.path.slice('/sandbox/'.length);
  if (call.method !== 'GET' || !names.includes(name)) return null;
  const headers = { 'content-type': types[name.split('.')[1]!]!, 'cache-control': 'no-cache' };
  return { status: 200, headers, body: readFileSync(placeOf(name), 'utf8') };
}

/** Beside this file, or, when this is the compiled copy under `dist`, at the same place in the source. */
function placeOf(name: string): string {
  const beside = fileURLToPath(new URL(name, import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../../../sandbox/page/${name}`, import.meta.url));
}
