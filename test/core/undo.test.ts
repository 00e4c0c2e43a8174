import fc from 'fast-check';
import { undoing, type BookedEdit } from '../../shared/sync/undo.js';
import { canonical } from './support.js';

const named = (before: string | null | undefined, after: string | null, version: number): BookedEdit => ({
  ...{ field: 'name', before, after, version },
});

describe('undoing edits', () => {
  test('gives a field back what it held before', () => {
    expect(undoing(canonical({ name: 'B' }), [named('A', 'B', 2)])).toEqual({
      values: { name: 'A' },
      changedSince: [],
    });
  });

  test('empties a field that was not known before', () => {
    expect(undoing(canonical({ name: 'A' }), [named(undefined, 'A', 1)]).values).toEqual({ name: null });
  });

  test('leaves a field alone that was changed since', () => {
    const undone = undoing(canonical({ name: 'C' }), [named('A', 'B', 2)]);
    expect(undone).toEqual({ values: {}, changedSince: ['name'] });
  });

  test('takes a spelling that means the same for unchanged', () => {
    const edit: BookedEdit = { field: 'email', before: 'a@x.example', after: 'B@x.example', version: 2 };
    expect(undoing(canonical({ email: 'b@x.example' }), [edit]).values).toEqual({ email: 'a@x.example' });
  });

  test('goes back over several edits of a field, in whatever order they are named', () => {
    const edits = [named('A', 'B', 2), named('C', 'D', 4), named('B', 'C', 3)];
    expect(undoing(canonical({ name: 'D' }), edits).values).toEqual({ name: 'A' });
  });

  test('does not jump over an edit that is not among them', () => {
    expect(undoing(canonical({ name: 'D' }), [named('A', 'B', 2), named('C', 'D', 4)]).changedSince).toEqual(['name']);
  });

  test('undoes any run of edits up to the last, and none that stops before it', () => {
    const law = fc.property(
      fc.uniqueArray(
        fc.string({ minLength: 1 }).map((text) => text.trim() + '.'),
        { minLength: 3 },
      ),
      fc.nat(),
      (all, at) => {
        const values = [...new Set(all.map((one) => one.normalize('NFC')))];
        fc.pre(values.length >= 3);
        const edits = values.slice(1).map((after, index) => named(values[index], after, index + 1));
        const from = at % edits.length;
        const now = canonical({ name: values.at(-1) ?? null });
        expect(undoing(now, edits.slice(from)).values).toEqual({ name: values[from] });
        expect(undoing(now, edits.slice(from, -1)).changedSince).toEqual(from < edits.length - 1 ? ['name'] : []);
      },
    );
    fc.assert(law);
  });
});
