import { readFile, stat } from 'node:fs/promises';

const everyMs = 300;

/**
 * A file that is looked at again and again: no way to be told of changes works on every file system. No process stays alive
 * for that alone.
 */
export interface WatchedFile {
  readonly text: string;
  stop(): void;
}

/**
 * Reads a file, and again whenever it has changed. @param changed gets the new text. @param fault gets why it cannot be read,
 * once for each change. @throws what reading it throws, at first.
 */
export async function watchFile(
  path: string,
  changed: (text: string) => void,
  fault: (error: unknown) => void,
): Promise<WatchedFile> {
  const stampOf = async (): Promise<string> => {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  };
  let stamp = await stampOf();
  let text = await readFile(path, 'utf8');
  const first = text;
  let isLooking = false;
  const look = async (): Promise<void> => {
    const now = await stampOf().catch((error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unreadable');
    if (now === stamp) return;
    stamp = now;
    const next = await readFile(path, 'utf8');
    if (next !== text) changed((text = next));
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch(fault)
      .finally(() => (isLooking = false));
  }, everyMs).unref();
  return { text: first, stop: () => clearInterval(timer) };
}
