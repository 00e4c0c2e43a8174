import { ConfigInvalid } from './errors.js';

/**
 * Reads environment variables and collects every fault, so that a start fails once, naming them all.
 * A reader that meets a fault returns a harmless value of its type; call `assertValid` before acting on any of them.
 */
export class Env {
  readonly faults: string[] = [];

  constructor(private readonly values: Readonly<Record<string, string | undefined>>) {}

  /** Whether the variable is set to something other than blanks. */
  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  /** A text; without `fallback` it is required. */
  text(name: string, fallback?: string): string {
    const value = this.raw(name) ?? fallback;
    return value ?? this.fault(`${name} is not set`, '');
  }

  /** A text, or null when unset. */
  optionalText(name: string): string | null {
    return this.raw(name) ?? null;
  }

  /** An absolute http(s) address without a trailing slash. */
  url(name: string, fallback?: string): string {
    const value = this.text(name, fallback);
    if (value === '') return value;
    const ok = /^https?:\/\/[^\s]+$/.test(value) && URL.canParse(value);
    return ok ? value.replace(/\/+$/, '') : this.fault(`${name} is not an http(s) address`, '');
  }

  /** A whole number within bounds. */
  int(name: string, options: { min: number; max: number; fallback: number }): number {
    const value = this.raw(name);
    if (value === undefined) return options.fallback;
    const parsed = /^\d+$/.test(value) ? Number(value) : NaN;
    const inside = parsed >= options.min && parsed <= options.max;
    return inside
      ? parsed
      : this.fault(`${name} must be a whole number from ${options.min} to ${options.max}`, options.fallback);
  }

  /** One of the listed words. */
  choice<T extends string>(name: string, words: readonly T[], fallback: T): T {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    const found = words.find((word) => word === value);
    return found ?? this.fault(`${name} must be one of ${words.join(', ')}`, fallback);
  }

  /** Notes a fault that only the caller can see. */
  fault<T>(message: string, harmless: T): T {
    this.faults.push(message);
    return harmless;
  }

  /** @throws ConfigInvalid naming every faulty variable. */
  assertValid(): void {
    if (this.faults.length === 0) return;
    throw new ConfigInvalid(`The configuration is wrong:\n${this.faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }

  private raw(name: string): string | undefined {
    const value = this.values[name]?.trim();
    return value === '' ? undefined : value;
  }
}

/** The process's own environment: the one place that reads it. */
export function processEnv(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
