import { Float, Int } from 'type-graphql';
import { NationalIdentityNumber } from '../../shared/subgraph/scalars.js';
import { Key, SystemEntity, Wire } from '../../shared/subgraph/wire.js';

/** `Avdeling` as Tidsbanken shows it. */
@SystemEntity('A department in Tidsbanken.')
export class TidsbankenAvdeling {
  @Key('Id') id!: string;
  @Wire('Navn') navn?: string | null;
  @Wire('Adresse') adresse?: string | null;
  @Wire('Postnr') postnr?: string | null;
  @Wire('Poststed') poststed?: string | null;
  @Wire('Organisasjonsnr') organisasjonsnr?: string | null;
  @Wire('Avdelingsleder', () => Int) avdelingsleder?: number | null;
  @Wire('Synlig', () => Boolean) synlig?: boolean | null;
  @Wire('SistEndretDato', { readOnly: true }) sistEndretDato?: string | null;
}

/** `Kunde` as Tidsbanken shows it. */
@SystemEntity('A customer in Tidsbanken.')
export class TidsbankenKunde {
  @Key('Id') id!: string;
  @Wire('Navn') navn?: string | null;
  @Wire('Epost') epost?: string | null;
  @Wire('Telefon') telefon?: string | null;
  @Wire('Mobil') mobil?: string | null;
  @Wire('Url') url?: string | null;
  @Wire('Organisasjonsnummer') organisasjonsnummer?: string | null;
  @Wire('Gateadresse') gateadresse?: string | null;
  @Wire('Postadresse') postadresse?: string | null;
  @Wire('Postnr') postnr?: string | null;
  @Wire('Poststed') poststed?: string | null;
  @Wire('Leveringsadresse') leveringsadresse?: string | null;
  @Wire('Leveringsadresse2') leveringsadresse2?: string | null;
  @Wire('LevPostNr') levPostNr?: string | null;
  @Wire('LevPoststed') levPoststed?: string | null;
  @Wire('SistEndretDato', { readOnly: true }) sistEndretDato?: string | null;
}

/** `Prosjekt` as Tidsbanken shows it. */
@SystemEntity('A project in Tidsbanken.')
export class TidsbankenProsjekt {
  @Key('Id') id!: string;
  @Wire('PostId', () => Int, { readOnly: true }) postId?: number | null;
  @Wire('Navn') navn?: string | null;
  @Wire('Notat') notat?: string | null;
  @Wire('Status') status?: string | null;
  @Wire('PostType') postType?: string | null;
  @Wire('KundensBestillingsnummer') kundensBestillingsnummer?: string | null;
  @Wire('Kontaktperson') kontaktperson?: string | null;
  @Wire('Betalingsbetingelser') betalingsbetingelser?: string | null;
  @Wire('Prosjekttype') prosjekttype?: string | null;
  @Wire('FerdigGrad', () => Float) ferdigGrad?: number | null;
  @Wire('InterntProsjekt', () => Boolean) interntProsjekt?: boolean | null;
  @Wire('AvdelingId') avdelingId?: string | null;
  @Wire('AnsvarligId', () => Int) ansvarligId?: number | null;
  @Wire('KundeId') kundeId?: string | null;
  @Wire('FakturaKundeId') fakturaKundeId?: string | null;
  @Wire('EksternId') eksternId?: string | null;
  @Wire('Element1Id') element1Id?: string | null;
  @Wire('Element2Id') element2Id?: string | null;
  @Wire('AnleggId', () => Int) anleggId?: number | null;
  @Wire('SelgerId', () => Int) selgerId?: number | null;
  @Wire('ProsjektGruppeId', () => Int) prosjektGruppeId?: number | null;
  @Wire('BestillingsDato') bestillingsDato?: string | null;
  @Wire('StartDato') startDato?: string | null;
  @Wire('FerdigDato') ferdigDato?: string | null;
  @Wire('AvsluttetDato') avsluttetDato?: string | null;
  @Wire('Startet', () => Boolean) startet?: boolean | null;
  @Wire('Ferdig', () => Boolean) ferdig?: boolean | null;
  @Wire('Avsluttet', () => Boolean) avsluttet?: boolean | null;
  @Wire('SistEndretDato', { readOnly: true }) sistEndretDato?: string | null;
  @Wire('SistEndretAvId', () => Int, { readOnly: true }) sistEndretAvId?: number | null;
  @Wire('OpprettetDato', { readOnly: true }) opprettetDato?: string | null;
  @Wire('OpprettetAvId', () => Int, { readOnly: true }) opprettetAvId?: number | null;
}

/** `Ansatt` as Tidsbanken shows it. */
@SystemEntity('An employee in Tidsbanken.')
export class TidsbankenAnsatt {
  @Key('Id') id!: string;
  @Wire('Fornavn') fornavn?: string | null;
  @Wire('Etternavn') etternavn?: string | null;
  @Wire('Adresse') adresse?: string | null;
  @Wire('Postnummer') postnummer?: string | null;
  @Wire('Poststed') poststed?: string | null;
  @Wire('TlfPrivat') tlfPrivat?: string | null;
  @Wire('Mobil') mobil?: string | null;
  @Wire('Epost') epost?: string | null;
  @Wire('Fodt') fodt?: string | null;
  @Wire('Tittel') tittel?: string | null;
  @Wire('Lonnskonto') lonnskonto?: string | null;
  @Wire('Notat') notat?: string | null;
  @Wire('AnsattDato') ansattDato?: string | null;
  @Wire('Personnummer', () => NationalIdentityNumber, { secret: true }) personnummer?: string | null;
  @Wire('Sluttet', () => Boolean) sluttet?: boolean | null;
  @Wire('SluttetDato') sluttetDato?: string | null;
  @Wire('AvdelingId') avdelingId?: string | null;
  @Wire('Aktiv', () => Boolean) aktiv?: boolean | null;
  @Wire('Identifikator') identifikator?: string | null;
  @Wire('AntallFerieDager', () => Float) antallFerieDager?: number | null;
  @Wire('AntallHalveFerieDager', () => Float) antallHalveFerieDager?: number | null;
  @Wire('ProsjektId') prosjektId?: string | null;
  @Wire('Stillingsprosent', () => Float) stillingsprosent?: number | null;
  @Wire('Element1Id') element1Id?: string | null;
  @Wire('Element2Id') element2Id?: string | null;
  @Wire('Kjonn') kjonn?: string | null;
  @Wire('Kommune', () => Int) kommune?: number | null;
  @Wire('MalId', () => Int) malId?: number | null;
  @Wire('Innleie', () => Boolean) innleie?: boolean | null;
  @Wire('Fastlonn', () => Float) fastlonn?: number | null;
  @Wire('IceNavn') iceNavn?: string | null;
  @Wire('IceNr') iceNr?: string | null;
  @Wire('PersonaliaBekreftet', () => Boolean) personaliaBekreftet?: boolean | null;
  @Wire('EksternId') eksternId?: string | null;
  @Wire('SistEndretDato', { readOnly: true }) sistEndretDato?: string | null;
  @Wire('SistEndretAvId', () => Int, { readOnly: true }) sistEndretAvId?: number | null;
  @Wire('OpprettetDato', { readOnly: true }) opprettetDato?: string | null;
  @Wire('OpprettetAvId', () => Int, { readOnly: true }) opprettetAvId?: number | null;
}
