import { osloMidnight } from '../oslo.js';
import type { Row, Seed } from '../store/types.js';
import { chance, pick } from '../world/draw.js';
import { customerIn, departments, employeeIn, projectIn, type World } from '../world.js';
import { ansattId, kundeId, NUMBERING, prosjektId } from './ids.js';
import { numberedSeed } from './seed.js';

const OWN_EMPLOYEE = 1;
const hasNoNationalId = chance('ansatt has no Personnummer', 0.15);
const percent = pick('ansatt Stillingsprosent', [100, 100, 100, 100, 80, 60, 50]);

/** Tidsbanken's tables. Empty text is `""`; the change stamps are the server's to add. */
export function tidsbankenSeeds(world: World): Record<'avdeling' | 'kunde' | 'prosjekt' | 'ansatt', Seed> {
  const kunder = world.customers.in('kunde');
  const prosjekter = world.projects.in('prosjekt');
  const ansatte = world.employees.in('ansatt');
  return {
    avdeling: numberedSeed('avdeling', NUMBERING.avdeling, departments.length, (at) => avdeling(world, at)),
    kunde: numberedSeed('kunde', NUMBERING.kunde, kunder.count, (at) => kunde(world, kunder.indexAt(at))),
    prosjekt: numberedSeed('prosjekt', NUMBERING.prosjekt, prosjekter.count, (at) =>
      prosjekt(world, prosjekter.indexAt(at), at),
    ),
    ansatt: numberedSeed('ansatt', NUMBERING.ansatt, ansatte.count, (at) => ansatt(world, ansatte.indexAt(at))),
  };
}

function avdeling(world: World, position: number): Row {
  const department = departments[position]!;
  return {
    Id: department.id,
    Navn: department.name,
    Adresse: department.street,
    Postnr: department.postalCode,
    Poststed: department.city,
    Organisasjonsnr: department.organizationNumber,
    Avdelingsleder: numberOrNull(ansattId(world, position * 3)),
    Synlig: true,
  };
}

function kunde(world: World, index: number): Row {
  const customer = customerIn('kunde', index);
  const { address, deliveryAddress } = customer;
  return {
    Id: kundeId(world, index),
    Navn: customer.name,
    Epost: customer.email ?? '',
    Telefon: customer.phone ?? '',
    Mobil: customer.mobilePhone ?? '',
    Url: customer.website ?? '',
    Organisasjonsnummer: customer.organizationNumber ?? '',
    Gateadresse: address.street,
    Postadresse: address.street,
    Postnr: address.postalCode,
    Poststed: address.city,
    Leveringsadresse: deliveryAddress?.street ?? '',
    Leveringsadresse2: '',
    LevPostNr: deliveryAddress?.postalCode ?? '',
    LevPoststed: deliveryAddress?.city ?? '',
  };
}

function ansatt(world: World, index: number): Row {
  const person = employeeIn('ansatt', index);
  return {
    Id: Number(ansattId(world, index)),
    Fornavn: person.givenName,
    Etternavn: person.familyName,
    Adresse: person.address.street,
    Postnummer: person.address.postalCode,
    Poststed: person.address.city,
    TlfPrivat: person.directPhone ?? '',
    Mobil: person.mobilePhone ?? '',
    Epost: person.email ?? '',
    Fodt: person.birthDate,
    Tittel: person.jobTitle,
    AnsattDato: `${person.hiredDate}T00:00:00Z`,
    Personnummer: hasNoNationalId(index) ? '' : person.nationalId,
    Sluttet: person.leftDate !== null,
    SluttetDato: person.leftDate && `${person.leftDate}T00:00:00Z`,
    AvdelingId: departments[person.department]!.id,
    Aktiv: person.leftDate === null,
    Identifikator: `T${index + 1}`,
    Stillingsprosent: percent(index),
    Kjonn: person.sex === 'female' ? 'K' : 'M',
    ...sameForAllAnsatte,
  };
}

const sameForAllAnsatte: Row = {
  Lonnskonto: '',
  Notat: '',
  AntallFerieDager: 25,
  AntallHalveFerieDager: 0,
  ProsjektId: '0',
  Element1Id: '',
  Element2Id: '',
  Kommune: 301,
  MalId: 1,
  Innleie: false,
  Fastlonn: null,
  IceNavn: '',
  IceNr: '',
  PersonaliaBekreftet: null,
  SistEndretAvId: OWN_EMPLOYEE,
  OpprettetAvId: null,
  EksternId: '',
};

function prosjekt(world: World, index: number, position: number): Row {
  const project = projectIn('prosjekt', index, world.customers.count, world.employees.count);
  const customer = kundeId(world, project.customer) ?? '';
  return {
    Id: prosjektId(world, index),
    PostId: position + 1,
    Navn: project.name,
    AvdelingId: departments[project.department]!.id,
    AnsvarligId: numberOrNull(ansattId(world, project.responsible)),
    KundeId: customer,
    FakturaKundeId: customer,
    StartDato: osloMidnight(project.start),
    FerdigDato: project.end && osloMidnight(project.end),
    AvsluttetDato: project.closed && project.end ? osloMidnight(project.end) : null,
    Startet: true,
    Ferdig: project.closed,
    Avsluttet: project.closed,
    FerdigGrad: project.closed ? 100 : 0,
    ...sameForAllProsjekter,
  };
}

const sameForAllProsjekter: Row = {
  Notat: '',
  Status: '',
  PostType: '',
  KundensBestillingsnummer: '',
  Kontaktperson: '',
  Betalingsbetingelser: '',
  Prosjekttype: '',
  InterntProsjekt: false,
  EksternId: '',
  Element1Id: '',
  Element2Id: '',
  AnleggId: null,
  SelgerId: null,
  ProsjektGruppeId: null,
  BestillingsDato: null,
  OpprettetAvId: OWN_EMPLOYEE,
  SistEndretAvId: OWN_EMPLOYEE,
};

const numberOrNull = (id: string | null): number | null => (id === null ? null : Number(id));
