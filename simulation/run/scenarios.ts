import { decided } from './scenarios-decided.js';
import { odd } from './scenarios-odd.js';
import { removed } from './scenarios-removed.js';
import { takenBack } from './scenarios-taken-back.js';
import {
  hear,
  people,
  poll,
  projects,
  staff,
  sync,
  tend,
  wait,
  weather,
  withDepartments,
  withLedger,
  type Scenario,
} from './scenario.js';

/** What people and systems do on any day. */
const everyday: readonly Scenario[] = [
  { name: 'a first sync', theme: withLedger, script: [sync] },
  { name: 'a first sync with departments', theme: withDepartments, script: [sync] },
  { name: 'a first sync of the staff', theme: staff, script: [sync] },
  { name: 'a first sync of projects', theme: projects, script: [sync] },
  { name: 'a second sync', theme: withLedger, script: [sync, sync] },
  { name: 'an edit told by webhook', theme: withLedger, script: [sync, people('edit', 'erp.Customer'), hear, tend] },
  {
    name: 'an edit found by polling',
    theme: withLedger,
    script: [sync, people('edit', 'tid.Kunde'), poll('tid.Kunde'), tend],
  },
  { name: 'an edit found by the next sync', theme: withLedger, script: [sync, people('edit', 'shop.Customer'), sync] },
  { name: 'a clear', theme: withLedger, script: [sync, people('clear', 'erp.Customer'), hear, tend] },
  {
    name: 'two edits of one record in two systems',
    theme: withLedger,
    script: [sync, people('edit', 'erp.Customer'), people('edit', 'tid.Kunde'), hear, poll('tid.Kunde'), tend],
  },
  {
    name: 'an edit, and an old value typed again',
    theme: withLedger,
    script: [sync, people('edit', 'erp.Customer'), hear, tend, people('putBack', 'erp.Customer'), hear, tend],
  },
  { name: 'a new record', theme: withDepartments, script: [sync, people('create', 'erp.Customer'), hear, tend] },
  {
    name: 'a new department',
    theme: withDepartments,
    script: [sync, people('create', 'tid.Avdeling'), poll('tid.Avdeling'), tend],
  },
  { name: 'a new employee', theme: staff, script: [sync, people('create', 'erp.Employee'), hear, tend] },
  { name: 'a new project', theme: projects, script: [sync, people('create', 'erp.Project'), hear, tend] },
  {
    name: 'a new customer with a project',
    theme: projects,
    script: [sync, people('create', 'erp.Customer'), people('create', 'erp.Project'), hear, tend, sync],
  },
  {
    name: 'the same thing made in two systems',
    theme: withLedger,
    script: [sync, people('create', 'erp.Customer'), people('twin', 'erp.Customer', 99), hear, tend, sync],
  },
  { name: 'a removal', theme: withLedger, script: [sync, people('remove', 'erp.Customer'), hear, wait(5000), sync] },
  {
    name: 'a removal while another edits',
    theme: withLedger,
    script: [sync, people('remove', 'pms.Customer'), people('edit', 'tid.Kunde'), hear, poll('tid.Kunde'), tend],
  },
  {
    name: 'creations whose answers are lost',
    theme: withDepartments,
    script: [sync, weather('after'), people('create', 'erp.Customer'), hear, tend, wait(20_000), tend, sync],
  },
  {
    name: 'creations that never arrive',
    theme: withDepartments,
    script: [sync, weather('before'), people('create', 'erp.Customer'), hear, tend, wait(20_000), tend, sync],
  },
  {
    name: 'creations that land later',
    theme: staff,
    script: [sync, weather('delayed'), people('create', 'erp.Employee'), hear, tend, wait(20_000), tend, sync],
  },
  {
    name: 'updates whose answers are lost',
    theme: withLedger,
    script: [
      sync,
      weather('after'),
      people('edit', 'erp.Customer'),
      hear,
      tend,
      wait(20_000),
      people('edit', 'tid.Kunde'),
      sync,
    ],
  },
  {
    name: 'updates that land later, under an edit',
    theme: withLedger,
    script: [
      sync,
      weather('delayed'),
      people('edit', 'erp.Customer'),
      hear,
      tend,
      people('edit', 'shop.Customer'),
      wait(20_000),
      sync,
    ],
  },
  {
    name: 'reads and lists that lag',
    theme: withLedger,
    script: [sync, weather('staleGet'), people('edit', 'ledger.Customers'), sync, wait(5000), sync],
  },
  {
    name: 'too many requests',
    theme: projects,
    script: [sync, weather('e429'), people('create', 'erp.Project'), hear, tend, wait(5000), tend],
  },
  {
    name: 'properties that go missing',
    theme: staff,
    script: [sync, weather('schema-drift'), people('edit', 'tid.Ansatt'), poll('tid.Ansatt'), sync],
  },
];

/** What a kill at any step must not harm. */
export const scenarios: readonly Scenario[] = [...everyday, ...decided, ...removed, ...takenBack, ...odd];
