/** Makes an element; properties that are functions are listeners (`onclick`), children are elements or texts. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (name === 'value') made.value = value;
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A value as a list or a read-only field shows it. */
export function shown(value) {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return typeof value === 'object' ? Object.values(value).map(shown).filter(Boolean).join(', ') : String(value);
}

/**
 * The fields of a record, or of a new one when it is null; those named in `first` come first. `read` gives the values that differ from the record's: for a new
 * one all that are not empty. A group is given whole, its untouched parts as they were.
 */
export function recordForm(fields, record, first) {
  const rank = ({ name, required }) => (first.includes(name) ? first.indexOf(name) : first.length + (required ? 0 : 1));
  const offered = fields.filter(({ when }) => record === null || when === 'always').sort((a, b) => rank(a) - rank(b));
  const inputs = offered.map((field) => fieldOf(field, record?.[field.name]));
  const names = new Set(offered.map(({ name }) => name));
  const others = Object.entries(record ?? {}).filter(([name]) => !names.has(name));
  const view = element(
    'div',
    { class: 'fields' },
    ...inputs.map((input) => input.view),
    ...others.map(([name, value]) => row(name, element('output', {}, shown(value) || '–'))),
  );
  return {
    view,
    isTouched: () => inputs.some((input) => input.isTouched()),
    read: () => Object.fromEntries(inputs.filter((input) => input.isTouched()).map(({ name, read }) => [name, read()])),
  };
}

function row(name, control) {
  return element('label', { class: 'field' }, element('span', { title: name }, name), control);
}

function fieldOf(field, value) {
  return field.kind === 'group' ? groupOf(field, value) : plainOf(field, value);
}

function plainOf(field, value) {
  const before = textOf(value);
  const control = controlOf(field, before);
  const view = row(field.required ? `${field.name} *` : field.name, control);
  const isTouched = () => control.value !== before;
  control.addEventListener('input', () => view.classList.toggle('touched', isTouched()));
  return { name: field.name, view, isTouched, read: () => valueOf(field, control.value) };
}

const textOf = (value) => (value === null || value === undefined ? '' : String(value));

function controlOf({ kind, choices, required }, value) {
  if (kind === 'boolean' || kind === 'choice') {
    const options = kind === 'boolean' ? ['true', 'false'] : choices;
    const all = required && value !== '' ? options : ['', ...options];
    const label = (option) => ({ true: 'yes', false: 'no' })[option] ?? option;
    return element('select', { value }, ...all.map((each) => optionOf(each, label(each), each === value)));
  }
  const isNumber = kind === 'number';
  return element('input', { type: isNumber ? 'number' : 'text', step: isNumber ? 'any' : undefined, value });
}

function optionOf(value, label, selected) {
  return element('option', { value, selected }, label);
}

function valueOf({ kind, empty = null }, text) {
  if (text === '') return empty;
  if (kind === 'number') return Number(text);
  return kind === 'boolean' ? text === 'true' : text;
}

function groupOf({ name, parts }, value) {
  const inputs = parts.map((part) => plainOf({ name: part, kind: 'text' }, value?.[part]));
  const view = element('fieldset', {}, element('legend', {}, name), ...inputs.map((input) => input.view));
  const read = () => {
    const values = Object.fromEntries(inputs.map((input) => [input.name, input.read()]));
    return Object.values(values).every((each) => each === null) ? null : values;
  };
  return { name, view, isTouched: () => inputs.some((input) => input.isTouched()), read };
}
