import type { Row, Seed } from '../store/types.js';
import { between } from '../world/draw.js';
import { employeeIn, projectIn, type World } from '../world.js';
import { crmContactId, NUMBERING } from './ids.js';
import { numberedSeed } from './seed.js';

const company = between('crm company', 1, 3);

/** CRM-Office's tables. */
export function crmofficeSeeds(world: World): Record<'contacts' | 'activities', Seed> {
  const contacts = world.employees.in('crm');
  const activities = world.projects.in('activity');
  return {
    contacts: numberedSeed('crm contact', NUMBERING.crmContact, contacts.count, (at) => contact(contacts.indexAt(at))),
    activities: numberedSeed('crm activity', NUMBERING.crmActivity, activities.count, (at) =>
      activity(world, activities.indexAt(at)),
    ),
  };
}

function contact(index: number): Row {
  const person = employeeIn('crm', index);
  return {
    givenName: person.givenName,
    familyName: person.familyName,
    mobilePhone: person.mobilePhone,
    directPhone: person.directPhone,
    emailAddress: person.email,
    company: { id: String(company(index)) },
  };
}

function activity(world: World, index: number): Row {
  const project = projectIn('activity', index, world.customers.count, world.employees.count);
  return {
    subject: project.name,
    ownerId: crmContactId(world, project.responsible),
    startsAt: `${project.start}T00:00:00Z`,
    endsAt: project.end && `${project.end}T00:00:00Z`,
    address: { postalArea: project.city, country: 'Norge' },
  };
}
