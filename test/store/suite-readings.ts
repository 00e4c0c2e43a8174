import type { Store } from '../../subgraphs/hub/sync/store.js';
import type { Bench } from './support.js';

const place = 'crm.Customer';
const never = { cursor: null, startedAt: null, wholeAt: null, missing: null };

export function readingsSuite(bench: Bench): void {
  const end = (rest: Partial<Parameters<Store['endReading']>[1]>): Promise<void> =>
    bench.store.endReading(place, { next: null, whole: false, at: 1500, fault: null, drift: null, ...rest });
  const one = { cursor: 'one', startedAt: 1000 };
  const two = { cursor: 'two', startedAt: 2000 };

  describe('a reading', () => {
    it('was never made at first', async () => {
      expect(await bench.store.lastReading(place)).toEqual(never);
    });

    it('counts only when it came to its end', async () => {
      await bench.store.beginReading(place, 1000);
      expect(await bench.store.lastReading(place)).toEqual(never);
      await end({ next: one, whole: true });
      expect(await bench.store.lastReading(place)).toEqual({ ...never, ...one, wholeAt: 1500 });
    });

    it('that breaks off leaves the last one as it was', async () => {
      await bench.store.beginReading(place, 1000);
      await end({ next: one, whole: true });
      await bench.store.beginReading(place, 2000);
      await bench.store.failReading(place, 'It is away.');
      expect(await bench.store.lastReading(place)).toEqual({ ...never, ...one, wholeAt: 1500 });
    });

    it('of changes alone moves the cursor and not the time of the whole one', async () => {
      await bench.store.beginReading(place, 1000);
      await end({ next: one, whole: true });
      await bench.store.beginReading(place, 2000);
      await bench.store.noteMissing(place, 'Many went missing.');
      await end({ next: two, at: 2500, drift: 'A field went away.' });
      const last = { ...two, wholeAt: 1500 };
      expect(await bench.store.lastReading(place)).toEqual({ ...last, missing: 'Many went missing.' });
      await bench.store.noteMissing(place, null);
      expect(await bench.store.lastReading(place)).toEqual({ ...last, missing: null });
    });

    it('says when it began itself, though another has begun since', async () => {
      await bench.store.beginReading(place, 1000);
      await bench.store.beginReading(place, 2000);
      await end({ next: one });
      expect(await bench.store.lastReading(place)).toEqual({ ...never, ...one });
    });

    it('that ends after one that began later moves nothing back, and counts as a whole one all the same', async () => {
      await bench.store.beginReading(place, 1000);
      await bench.store.beginReading(place, 2000);
      await end({ next: two, at: 2500 });
      await end({ next: one, whole: true, at: 3000 });
      expect(await bench.store.lastReading(place)).toEqual({ ...never, ...two, wholeAt: 3000 });
    });

    it('that nothing goes on from leaves the next one where it was', async () => {
      await bench.store.beginReading(place, 1000);
      await end({ next: one });
      await bench.store.beginReading(place, 2000);
      await end({ whole: true, at: 2500 });
      expect(await bench.store.lastReading(place)).toEqual({ ...never, ...one, wholeAt: 2500 });
    });
  });
}
