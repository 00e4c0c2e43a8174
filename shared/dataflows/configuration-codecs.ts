import type { FieldType } from '../canonical/field.js';
import * as codecs from '../mapping/codec.js';
import type { Codec } from '../mapping/codec.js';
import type { Mapping } from '../mapping/mapping.js';

/** The codecs a file may name: those that need nothing told. */
export const namedCodecs = {
  text: codecs.text,
  emptyText: codecs.emptyText,
  lowerCaseText: codecs.lowerCaseText,
  integerText: codecs.integerText,
  flag: codecs.flag,
  invertedFlag: codecs.invertedFlag,
  date: codecs.date,
  dateTime: codecs.dateTime,
} satisfies Record<string, Codec>;

export type CodecName = keyof typeof namedCodecs;

export const codecNames = Object.keys(namedCodecs) as [CodecName, ...CodecName[]];

/** The named codecs that read values of the kind. */
export function codecsFor(type: FieldType): CodecName[] {
  if (type === 'boolean') return ['flag', 'invertedFlag'];
  if (type === 'date') return ['date', 'dateTime'];
  return ['text', 'emptyText', 'lowerCaseText', 'integerText'];
}

/** How the entity type says that a text is empty: as its other texts do. */
export function textCodecOf(mapping: Mapping): Codec {
  return Object.values(mapping.fields).some(({ codec }) => codec?.name === codecs.emptyText.name)
    ? codecs.emptyText
    : codecs.text;
}
