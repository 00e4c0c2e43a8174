/** How a property is stored, compared and checked. Empty text is `""`; the other kinds can be null. */
export type Kind = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'dateTime' | 'stamp';

/** One entity type: what it is called, where it lives and what its properties are. */
export interface Entity {
  name: 'Ansatt' | 'Avdeling' | 'Kunde' | 'Prosjekt';
  service: 'ansatt' | 'prosjekt';
  /** The store's table. */
  table: string;
  idKind: 'integer' | 'text';
  /** Whether a new row may come without an Id, which the server then gives. */
  assignsId: boolean;
  /** Stamps of `utc` end in Z; those of `oslo` carry an offset and are an hour behind the truth, as the real service's were. */
  clock: 'utc' | 'oslo';
  kinds: Readonly<Record<string, Kind>>;
  readOnly: ReadonlySet<string>;
  /** Which table each referring property points into. */
  references: Readonly<Record<string, string>>;
  /** What a new row has where the caller says nothing, if not the kind's empty value. */
  defaults: Readonly<Record<string, unknown>>;
}

const kindsOf = (groups: Partial<Record<Kind, string>>): Record<string, Kind> =>
  Object.fromEntries(
    Object.entries(groups).flatMap(([kind, names]) => names.split(/\s+/).map((name) => [name, kind as Kind])),
  );

const STAMPS = new Set(['SistEndretDato', 'OpprettetDato', 'SistEndretAvId', 'OpprettetAvId', 'PostId']);

const ansatt: Entity = {
  name: 'Ansatt',
  service: 'ansatt',
  table: 'ansatt',
  idKind: 'integer',
  assignsId: false,
  clock: 'utc',
  kinds: kindsOf({
    integer: 'Id Kommune MalId SistEndretAvId OpprettetAvId',
    text: `Fornavn Etternavn Adresse Postnummer Poststed TlfPrivat Mobil Epost Tittel Lonnskonto Notat Personnummer AvdelingId
      Identifikator ProsjektId Element1Id Element2Id Kjonn IceNavn IceNr EksternId`,
    number: 'AntallFerieDager AntallHalveFerieDager Stillingsprosent Fastlonn',
    boolean: 'Sluttet Aktiv Innleie PersonaliaBekreftet',
    date: 'Fodt',
    dateTime: 'AnsattDato SluttetDato',
    stamp: 'SistEndretDato OpprettetDato',
  }),
  readOnly: STAMPS,
  references: { AvdelingId: 'avdeling' },
  defaults: {
    Aktiv: true,
    Stillingsprosent: 100,
    ProsjektId: '0',
    MalId: 1,
    Fastlonn: null,
    PersonaliaBekreftet: null,
  },
};

const avdeling: Entity = {
  name: 'Avdeling',
  service: 'ansatt',
  table: 'avdeling',
  idKind: 'text',
  assignsId: false,
  clock: 'utc',
  kinds: kindsOf({
    text: 'Id Navn Adresse Postnr Poststed Organisasjonsnr',
    integer: 'Avdelingsleder',
    boolean: 'Synlig',
    stamp: 'SistEndretDato',
  }),
  readOnly: STAMPS,
  references: { Avdelingsleder: 'ansatt' },
  defaults: { Synlig: true, Avdelingsleder: null },
};

const kunde: Entity = {
  name: 'Kunde',
  service: 'prosjekt',
  table: 'kunde',
  idKind: 'text',
  assignsId: false,
  clock: 'oslo',
  kinds: kindsOf({
    text: `Id Navn Epost Telefon Mobil Url Organisasjonsnummer Gateadresse Postadresse Postnr Poststed Leveringsadresse
      Leveringsadresse2 LevPostNr LevPoststed`,
    stamp: 'SistEndretDato',
  }),
  readOnly: STAMPS,
  references: {},
  defaults: {},
};

const prosjekt: Entity = {
  name: 'Prosjekt',
  service: 'prosjekt',
  table: 'prosjekt',
  idKind: 'text',
  assignsId: true,
  clock: 'oslo',
  kinds: kindsOf({
    text: `Id Navn Notat Status PostType KundensBestillingsnummer Kontaktperson Betalingsbetingelser Prosjekttype AvdelingId KundeId
      FakturaKundeId EksternId Element1Id Element2Id`,
    integer: 'PostId AnsvarligId AnleggId SelgerId ProsjektGruppeId OpprettetAvId SistEndretAvId',
    number: 'FerdigGrad',
    boolean: 'InterntProsjekt Startet Ferdig Avsluttet',
    dateTime: 'BestillingsDato StartDato FerdigDato AvsluttetDato',
    stamp: 'SistEndretDato OpprettetDato',
  }),
  readOnly: STAMPS,
  references: { AvdelingId: 'avdeling', KundeId: 'kunde', FakturaKundeId: 'kunde', AnsvarligId: 'ansatt' },
  defaults: { AnsvarligId: null, AnleggId: null, SelgerId: null, ProsjektGruppeId: null },
};

/** The entity types, by the table that keeps them. */
export const ENTITIES = { ansatt, avdeling, kunde, prosjekt };

/** A property by its name in any case, spelled right; null when there is none. */
export function propertyOf(entity: Entity, name: string): string | null {
  if (Object.hasOwn(entity.kinds, name)) return name;
  return Object.keys(entity.kinds).find((each) => each.toLowerCase() === name.toLowerCase()) ?? null;
}
