import { date, flag, wordFlag } from '../../shared/mapping/codec.js';
import { driftFault, noneSeen, seen } from '../../shared/mapping/drift.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

const mapping = defineMapping({
  system: 'acme',
  entityType: 'Job',
  canonicalType: 'Project',
  fields: {
    name: { path: 'title' },
    startDate: { path: 'time.from', codec: date },
    isClosed: { path: 'status', codec: wordFlag('closed', 'open') },
  },
});
const whole = { title: 'Road', time: { from: '2026-01-01' }, status: 'open' };

const fault = (pages: Record<string, unknown>[][], isWhole = true): string | null =>
  driftFault(
    mapping,
    pages.reduce((drift, page) => seen(mapping, drift, page), noneSeen(mapping)),
    isWhole,
  );

test('records as the mapping expects them are no fault, nor is what a few do not carry or carry empty', () => {
  expect(fault([[whole]])).toBeNull();
  expect(fault([[{ status: 'open' }], [{ ...whole, title: null }]])).toBeNull();
  expect(fault([[{ ...whole, time: null, status: null }]])).toBeNull();
});

test('a property that no record carries any more is named with its system and entity type', () => {
  const message = fault([[{ ...whole, title: undefined, heading: 'Road' }], [{ ...whole, title: undefined }]]);
  for (const part of ['acme', 'Job', 'title', 'new name']) expect(message).toContain(part);
  expect(message).not.toContain('Road');
  expect(fault([[{ ...whole, time: {} }]])).toContain('time.from');
});

test('a few records that changed say nothing of a property that they do not carry', () => {
  expect(fault([[{ status: 'open' }]], false)).toBeNull();
});

test('a word that the mapping does not know is named by its property, and not repeated', () => {
  const message = fault([[whole, { ...whole, status: 'paused' }], [whole]], false);
  for (const part of ['acme', 'Job', 'status', 'mapping']) expect(message).toContain(part);
  expect(message).not.toContain('paused');
  const flagged = defineMapping({ ...mapping, fields: { isClosed: { path: 'done', codec: flag } } });
  expect(driftFault(flagged, seen(flagged, noneSeen(flagged), [{ done: 'yes' }]), false)).toContain('done');
});

test('a value of no fixed set that cannot be read is no such fault, and a secret field may be hidden', () => {
  expect(fault([[{ ...whole, time: { from: 'soon' } }]])).toBeNull();
  const secret = defineMapping({
    ...{ system: 'acme', entityType: 'Person', canonicalType: 'Employee' },
    fields: { nationalIdentityNumber: { path: 'nin' } },
  });
  expect(driftFault(secret, noneSeen(secret), true)).toBeNull();
});
