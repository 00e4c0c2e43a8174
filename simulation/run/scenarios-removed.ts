import {
  ask,
  hear,
  last,
  people,
  poll,
  sync,
  tend,
  wait,
  weather,
  withLedger,
  type Scenario,
  type Step,
} from './scenario.js';

export const erpToKunde = 'erp.Customer-tid.Kunde';

/** Everything at rest, and the last customer of each system the same one. */
export const oneCustomer: readonly Step[] = [sync, people('create', 'erp.Customer'), hear, tend];

/** The removal of a customer of the erp is heard of, and believed. */
const heardOf: readonly Step[] = [poll('erp.Customer'), tend, wait(5000), hear, tend];

/** A person approves that removals are carried on to the records that they call for by now. */
const approved: readonly Step[] = [ask({ operator: 'answer', kind: 'REMOVAL' }), tend];

/** The last customer of the erp bears a number that was read, and goes into another one of its system; both are heard of before a person decides. */
const becomesAnother: readonly Step[] = [
  ...[...oneCustomer, people('edit', 'erp.Customer', last, 'orgNo'), hear, tend, poll('erp.Customer'), tend],
  ...[people('become', 'erp.Customer', last), ...heardOf, poll('erp.Customer'), hear, tend],
];

/** What dataflows do about removals, and what a person says of it. */
export const removed: readonly Scenario[] = [
  {
    name: 'a removal that is carried on',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'records removed by the hub',
    script: [sync, people('remove', 'erp.Customer'), ...heardOf, ...approved, ...approved, sync],
  },
  {
    name: 'a removal that is carried on, of a record edited before a person says so',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'removals put before a person again',
    script: [
      ...[...oneCustomer, people('remove', 'erp.Customer', last), ...heardOf],
      ...[people('edit', 'tid.Kunde', last, 'name'), poll('tid.Kunde'), tend, ...approved, ...approved],
    ],
  },
  {
    name: 'a removal that is carried on, of a record edited once a person has said so',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'removals that gave way to what was read just before',
    script: [
      ...[...oneCustomer, people('remove', 'erp.Customer', last), ...heardOf],
      ...[ask({ operator: 'answer', kind: 'REMOVAL' }), people('edit', 'tid.Kunde', last, 'name'), tend, sync],
    ],
  },
  {
    name: 'a removal that is carried on and gets no answer',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'records removed by the hub',
    script: [
      ...[...oneCustomer, people('remove', 'erp.Customer', last), ...heardOf, weather({ before: 0.5, after: 0.5 })],
      ...[...approved, wait(20_000), tend, wait(20_000), tend, weather('clean'), ...approved],
    ],
  },
  {
    name: 'the last record removed as well, and one that a person wants again',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'records made again',
    script: [
      ...[...oneCustomer, people('remove', 'erp.Customer', last), ...heardOf, ...approved, ...approved],
      ...[ask({ operator: 'answer', kind: 'GONE' }), tend],
    ],
  },
  {
    name: 'a removal that archives the others',
    theme: withLedger,
    deletes: 'archive',
    shows: 'edits made at the hub',
    script: [
      ...oneCustomer,
      ask({ operator: 'set', of: 'erp.Customer', field: 'isActive', value: true }),
      tend,
      people('remove', 'erp.Customer', 0),
      poll('erp.Customer'),
      tend,
      wait(5000),
      hear,
      tend,
    ],
  },
  {
    name: 'a removed record that a person wants again',
    theme: withLedger,
    shows: 'records made again',
    script: [
      ...oneCustomer,
      people('remove', 'pms.Customer', last),
      poll('pms.Customer'),
      wait(5000),
      hear,
      tend,
      ask({ operator: 'answer', kind: 'GONE' }),
      tend,
    ],
  },
  {
    name: 'a record that became another one in its system',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'removed records found again',
    script: [
      ...[...becomesAnother, ...approved, ask({ operator: 'reunite' }), tend],
      ...[people('edit', 'erp.Customer'), hear, tend, sync],
    ],
  },
  {
    name: 'a record that became another one where its dataflow archives',
    theme: withLedger,
    deletes: 'archive',
    shows: 'removed records found again',
    script: [
      ...[...becomesAnother, wait(70_000), poll('erp.Customer'), wait(70_000), hear, tend],
      ...[ask({ operator: 'reunite' }), tend, sync],
    ],
  },
  {
    name: 'a record that seemed to become another one, and was truly removed',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'records removed by the hub',
    script: [...becomesAnother, ask({ operator: 'dismiss' }), tend, ...approved, ...approved, sync],
  },
  {
    name: 'a removal while its dataflow is paused',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'reviews GONE',
    script: [
      ...[sync, ask({ operator: 'pause', dataflow: erpToKunde }), people('remove', 'erp.Customer')],
      ...[
        poll('erp.Customer'),
        tend,
        wait(5000),
        hear,
        tend,
        ask({ operator: 'resume', dataflow: erpToKunde }),
        tend,
        sync,
      ],
    ],
  },
];
