import type { Json } from '../../shared/mapping/codec.js';
import type { Random } from './random.js';

const weights = [3, 2, 7, 6, 5, 4, 3, 2];

/** Names that many bear. */
const families = ['Hansen', 'Johansen', 'Olsen'];

/** Values in the form of their fields, which nobody else ever typed; of family names some are many people's. */
export class Words {
  private count = 0;

  constructor(private readonly random: Random) {}

  for(path: string): Json {
    this.count += 1;
    const n = this.count;
    switch (path) {
      case 'email':
        return `${this.random.chance(0.3) ? 'P' : 'p'}erson${n}@firma.example`;
      case 'phone':
      case 'mobile':
        return `+47 4${String(1_000_000 + n).padStart(7, '0')}`;
      case 'orgNo':
        return organizationNumber(n);
      case 'last':
        return this.random.chance(0.3) ? this.random.pick(families) : `Etternavn${n}`;
      case 'nin':
        return nationalIdentityNumber(n);
      case 'no':
        return String(500 + n);
      case 'active':
      case 'closed':
      case 'archived':
        return this.random.chance(0.5);
      default:
        return `${this.random.chance(0.1) ? 'Firma  ' : 'Firma '}${n} ${this.random.pick(['Sport', 'og Sønner', 'Kulde', 'AS'])}`;
    }
  }
}

function organizationNumber(n: number): string {
  for (let base = 80_000_000 + n * 13; ; base += 1) {
    const sum = weights.reduce((total, weight, index) => total + weight * Number(String(base)[index]), 0);
    const rest = sum % 11;
    if (rest !== 1) return `${base}${rest === 0 ? 0 : 11 - rest}`;
  }
}

const [firstWeights, secondWeights] = [
  [3, 7, 6, 1, 8, 9, 4, 5, 2],
  [5, 4, 3, 2, 7, 6, 5, 4, 3, 2],
] as const;

function nationalIdentityNumber(n: number): string {
  const control = (digits: string, weights: readonly number[]): number => {
    const rest = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0) % 11;
    return rest === 0 ? 0 : 11 - rest;
  };
  for (let base = 10_180_100 + n * 10; ; base += 1) {
    const digits = `0${base}`;
    const first = control(digits, firstWeights);
    const second = control(`${digits}${first}`, secondWeights);
    if (first < 10 && second < 10) return `${digits}${first}${second}`;
  }
}
