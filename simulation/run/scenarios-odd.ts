import {
  ask,
  hear,
  last,
  people,
  poll,
  projects,
  staff,
  sync,
  tend,
  wait,
  weather,
  withLedger,
  type Scenario,
  type Step,
} from './scenario.js';

const kundeToPms = 'tid.Kunde-pms.Customer';

/** Two customers of every system, each with a number. */
const twoCustomers: readonly Step[] = [
  ...[sync, people('create', 'erp.Customer', 0, 'orgNo'), hear, tend],
  ...[people('create', 'erp.Customer', 0, 'orgNo'), hear, tend],
];

/** What systems do on odd days, and what chance seldom brings about. */
export const odd: readonly Scenario[] = [
  {
    name: 'an id that is given to another record',
    theme: withLedger,
    shows: 'ids used again',
    script: [
      ...[sync, people('remove', 'erp.Customer'), poll('erp.Customer'), wait(5000), hear, tend],
      ...[people('reuse', 'erp.Customer'), hear, tend],
    ],
  },
  {
    name: 'a list that comes back empty',
    theme: withLedger,
    missingAtMost: 1,
    shows: 'lists that came back empty',
    script: [sync, people('hide', 'tid.Kunde'), sync, wait(5000), sync, people('show', 'tid.Kunde'), sync],
  },
  {
    name: 'a record copied with its reference',
    theme: withLedger,
    shows: 'reviews DUPLICATE',
    script: [
      sync,
      people('create', 'erp.Customer'),
      hear,
      tend,
      people('copy', 'tid.Kunde', 99),
      poll('tid.Kunde'),
      tend,
    ],
  },
  {
    name: 'a creation in doubt whose record a list brings first',
    theme: staff,
    shows: 'creations in doubt that were adopted',
    script: [
      ...[sync, weather({ after: 1 }), people('create', 'tid.Ansatt'), poll('tid.Ansatt'), tend],
      ...[weather('clean'), poll('crm.Contacts'), wait(2000), poll('crm.Contacts'), wait(20_000), tend],
    ],
  },
  {
    name: 'a list of changes that breaks off',
    theme: projects,
    shows: 'lists that broke off',
    script: [
      ...[
        sync,
        people('create', 'tid.Kunde'),
        people('create', 'tid.Kunde'),
        people('create', 'tid.Kunde'),
        wait(30_000),
      ],
      ...[sync, people('edit', 'tid.Kunde', last, 'name'), wait(30_000)],
      ...[people('edit', 'tid.Kunde', 0), people('edit', 'tid.Kunde', 1), people('edit', 'tid.Kunde', 2)],
      ...[weather({ broken: 1 }), poll('tid.Kunde'), weather('clean'), poll('tid.Kunde'), tend],
    ],
  },
  {
    name: 'a creation that the first look does not find',
    theme: staff,
    shows: 'creations in doubt that were adopted',
    script: [
      ...[sync, people('create', 'tid.Ansatt'), weather({ after: 1 }), poll('tid.Ansatt'), tend, weather('clean')],
      ...[people('hide', 'crm.Contacts'), wait(12_000), tend, people('show', 'crm.Contacts'), wait(5000), tend],
    ],
  },
  {
    name: 'records that move while a list is read',
    theme: projects,
    pageSize: 2,
    shows: 'lists read while somebody edits',
    script: [weather({ moving: 1 }), sync, weather('clean'), sync],
  },
  {
    name: 'two people of one name, whose creations get no answer',
    theme: staff,
    shows: 'records copied with all that is in them',
    script: [
      ...[sync, people('create', 'tid.Ansatt'), weather({ unsent: 1 }), poll('tid.Ansatt'), tend, weather('clean')],
      ...[people('copy', 'tid.Ansatt', last), people('edit', 'tid.Ansatt', last, 'first')],
      ...[people('edit', 'tid.Ansatt', last, 'email'), people('edit', 'tid.Ansatt', last, 'nin')],
      ...[weather({ after: 1 }), poll('tid.Ansatt'), tend, weather('clean'), wait(20_000), tend],
    ],
  },
  {
    name: 'a number that moves to another customer',
    theme: withLedger,
    unique: 'pms.Customer',
    shows: 'values that moved between records',
    never: 'writes refused since another record bears the value',
    script: [...twoCustomers, people('give', 'tid.Kunde', last, 'orgNo'), poll('tid.Kunde'), tend, tend],
  },
  {
    name: 'numbers of two customers that change places',
    theme: withLedger,
    unique: 'pms.Customer',
    shows: 'values that moved between records',
    never: 'writes refused since another record bears the value',
    script: [...twoCustomers, people('swap', 'tid.Kunde', last, 'orgNo'), poll('tid.Kunde'), tend, tend],
  },
  {
    name: 'an edit while the write before it is in doubt',
    theme: withLedger,
    shows: 'updates in doubt that were judged by a look',
    // The one system in doubt is one that cuts names: taken for an edit, what it was sent is a name that nobody gave.
    script: [
      ...[sync, people('create', 'erp.Customer'), hear, tend, ask({ operator: 'pause', dataflow: kundeToPms })],
      ...[people('edit', 'erp.Customer', last, 'name'), hear, tend, weather({ after: 1 })],
      ...[ask({ operator: 'resume', dataflow: kundeToPms }), tend, weather('clean')],
      ...[people('edit', 'erp.Customer', last, 'name'), hear, tend, wait(20_000), tend],
    ],
  },
];
