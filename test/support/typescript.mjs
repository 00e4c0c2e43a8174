import { register } from 'node:module';

/** Lets plain Node run our TypeScript: `node --import ./test/support/typescript.mjs <file>.ts`. */
register('./typescript-hooks.mjs', import.meta.url);
