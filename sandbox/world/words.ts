/** Words the fictitious company, its customers and its people are named with: invented names, real places. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const stems = words(`
  Hegre Tiur Rype Lerke Multe Einer Rogn Selje Bregne Lyng Mose Torsk Havørn Gaupe Jerv Tyri Oter Bever Elg Kvann
  Blåveis Svane Nype Ugle Fjellrev
`);
const endings = words(`
  vik bakken haugen lunden dalen neset moen heimen åsen fossen sundet tunet stua kroken løkka myra
`);

/** 400 invented names of the kind a Norwegian firm carries. */
export const FIRM_STEMS: readonly string[] = stems.flatMap((stem) => endings.map((end) => stem + end));

/** 52 lines of business. */
export const TRADES = words(`
  Elektro Rør Bygg Maskin Tak Maling Snekkeri Transport Eiendom Renhold Ventilasjon Mur Glass Hage Anlegg Betong
  Sveis Stål Tre Møbler Kjøkken Bad Flis Gulv Interiør Regnskap Data Trykk Reklame Foto Catering Bakeri Fisk Gård
  Gartneri Frisør Tannklinikk Optikk Sport Sykkel Bil Dekk Båt Energi Varme Kulde Sikkerhet Lås Vakt Logistikk
  Montasje Stillas
`);

const towns = `
  0159 Oslo, 5013 Bergen, 7011 Trondheim, 4006 Stavanger, 3015 Drammen, 1606 Fredrikstad, 4611 Kristiansand,
  4306 Sandnes, 9008 Tromsø, 1706 Sarpsborg, 3724 Skien, 6002 Ålesund, 3210 Sandefjord, 5527 Haugesund,
  3110 Tønsberg, 1530 Moss, 3915 Porsgrunn, 8006 Bodø, 4836 Arendal, 2317 Hamar, 3256 Larvik, 1767 Halden,
  5300 Kleppestø, 3611 Kongsberg, 9405 Harstad, 6413 Molde, 2815 Gjøvik, 2609 Lillehammer, 3187 Horten,
  2050 Jessheim, 8622 Mo i Rana, 6509 Kristiansund, 3510 Hønefoss, 2408 Elverum, 9510 Alta, 8514 Narvik, 1400 Ski,
  7500 Stjørdal, 7713 Steinkjer, 7600 Levanger, 2212 Kongsvinger, 3674 Notodden, 7800 Namsos, 4370 Egersund,
  4400 Flekkefjord, 6800 Førde, 5700 Voss, 5750 Odda, 7374 Røros, 2670 Otta
`;

/** 50 towns with a postal code of theirs. */
export const TOWNS: readonly { city: string; postalCode: string }[] = towns
  .trim()
  .split(/,\s*/)
  .map((entry) => ({ postalCode: entry.slice(0, 4), city: entry.slice(5) }));

/** Street names found all over the country. */
export const STREETS = words(`
  Storgata Kirkegata Strandgata Skolegata Parkveien Industriveien Havnegata Fabrikkgata Sjøgata Jernbanegata
  Torggata Møllegata Bryggeveien Skogveien Åsveien Bekkeveien Fjellveien Lindeveien Bjørkeveien Granveien Furuveien
  Solbakken Nygata Tverrgata Elvegata Lagerveien Verkstedveien Sagveien Teglverksveien Kvernveien
`);

/** 40 given names of women. */
export const WOMEN = words(`
  Anne Inger Kari Marit Ingrid Liv Eva Berit Astrid Bjørg Hilde Anna Solveig Marianne Randi Ida Nina Maria Elisabeth
  Kristin Heidi Silje Hanne Linda Tone Camilla Ellen Wenche Tove Emma Julie Sara Thea Nora Maja Frida Mari Guro
  Ragnhild Sigrid
`);

/** 40 given names of men. */
export const MEN = words(`
  Jan Per Bjørn Ole Lars Kjell Knut Svein Arne Thomas Geir Hans Morten Tor Terje Odd Erik Martin Andreas John Trond
  Anders Øyvind Håkon Magnus Kristian Jonas Henrik Sindre Eirik Sondre Vegard Ståle Gaute Ivar Torbjørn Steinar
  Espen Aslak Brage
`);

/** 97 family names. */
export const FAMILY_NAMES = words(`
  Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen Eriksen Berg
  Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Halvorsen Henriksen Lund Sørensen Jakobsen Moen
  Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Paulsen Bakken Kristoffersen Mathisen Lie
  Amundsen Nguyen Rasmussen Lunde Solheim Berge Moe Nygård Bakke Kristensen Fredriksen Holm Lien Hauge Christensen
  Andresen Nielsen Knudsen Evensen Sæther Aas Hanssen Myhre Haugland Thomassen Simonsen Sivertsen Danielsen Berntsen
  Sandvik Rønning Arnesen Næss Antonsen Haug Vik Ellingsen Edvardsen Thorsen Gulbrandsen Birkeland Ruud Isaksen
  Ahmed Strøm Aasen Ødegård Jenssen Tangen Myklebust Eliassen Mikkelsen Bøe Helland Tveit Brekke Engen
`);

/** What people do in a company of craftsmen. */
export const JOB_TITLES = words(`
  Elektriker Rørlegger Tømrer Anleggsleder Prosjektleder Lærling Montør Servicetekniker Regnskapsfører Selger
  Lagersjef Controller
`);

/** 16 kinds of work. */
export const PROJECT_KINDS = words(`
  Rehabilitering Ombygging Nybygg Vedlikehold Serviceavtale Oppgradering Tilbygg Montering Utskifting Kontroll
  Prosjektering Flytting Riving Innredning Oppussing Utredning
`);

/** 25 things to work on. */
export const PROJECT_OBJECTS = words(`
  skole barnehage kontorbygg lager verksted butikk kai bolig hytte hall parkeringshus varmepumpe ventilasjonsanlegg
  sprinkleranlegg heis tak fasade kjøkken bad garasje trafo pumpestasjon sykehjem kirke bibliotek
`);

/** The eight departments; the first is the head office. */
export const DEPARTMENTS = [
  'Avdeling Oslo',
  'Avdeling Bergen',
  'Avdeling Trondheim',
  'Avdeling Tromsø',
  'Verksted Drammen',
  'Lager Moss',
  'Service Hamar',
  'Prosjekt Stavanger',
];

/** The company's own mail domain. */
export const OWN_DOMAIN = 'tindevarde.example';

/** A name as it stands in a mail domain or address: lower case, no æ, ø or å, dots or hyphens for spaces. */
export function slug(text: string, space: '.' | '-'): string {
  const plain = text.toLowerCase().replaceAll('æ', 'ae').replaceAll('ø', 'o').replaceAll('å', 'a');
  return plain.trim().replace(/\s+/g, space);
}
