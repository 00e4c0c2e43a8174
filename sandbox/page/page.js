import { call } from './call.js';
import { element, recordForm, shown } from './form.js';
import { showSwitches } from './switches.js';

const looks = {
  tidsbanken: ['Tidsbanken', '#1f6f78'],
  powerofficego: ['PowerOffice Go', '#2a5ea8'],
  crmoffice: ['CRM-Office', '#8a3f6b'],
  'custom-pms': ['Custom PMS', '#57742f'],
  customerp: ['Customerp', '#5b4aa0'],
  'custom-webshop': ['Custom Webshop', '#a1581c'],
};
const everyMs = 2000;

const at = (id) => document.getElementById(id);
const state = { tables: [], table: null, page: 1, open: null, form: null, seen: new Map(), asked: 0, isLost: false };

const refreshSwitches = showSwitches(at('faults-state'), at('faults'), notify);

/** What was last shown where: what is the same is left alone, and with it the focus and the pointer. */
const drawn = new Map();

function draw(id, content, make) {
  const key = JSON.stringify(content);
  if (drawn.get(id) === key) return;
  drawn.set(id, key);
  at(id).replaceChildren(...make());
}

function notify(text) {
  at('notice').textContent = text;
  at('notice').hidden = text === '';
}

const pathOf = (id) => `/sandbox/records/${state.table.table}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

async function loadTables() {
  const { system, tables } = await call('GET', '/sandbox/records');
  const [name, accent] = looks[system] ?? [system, '#4a5568'];
  document.title = `${name} · sandbox`;
  at('system').textContent = name;
  document.documentElement.style.setProperty('--accent', accent);
  state.tables = tables;
  state.table = tables.find(({ table }) => table === (state.table?.table ?? location.hash.slice(1))) ?? tables[0];
  draw('tables', [state.table.table, tables], () => tables.map(tabOf));
}

function tabOf(table) {
  const isCurrent = table.table === state.table.table;
  const onclick = () => {
    location.hash = table.table;
    Object.assign(state, { table, page: 1, seen: new Map() });
    close();
    void show();
  };
  const properties = { type: 'button', 'aria-current': isCurrent && 'page', onclick };
  return element('button', properties, `${table.title} (${table.count})`);
}

/** Reads and shows the list; an answer that a later question has overtaken is dropped. */
async function loadRows() {
  const asked = (state.asked += 1);
  const query = new URLSearchParams({ page: String(state.page), search: at('search').value });
  if (at('changed').checked) query.set('changed', 'true');
  const found = await call('GET', `${pathOf()}?${query}`);
  if (asked !== state.asked) return;
  state.page = found.page;
  const { columns } = state.table;
  const titles = ['id', ...columns, 'changed'];
  draw('head', titles, () => [element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)))]);
  draw('rows', [state.table.table, found.items], () => found.items.map((item) => rowOf(item, columns)));
  const isOpenChanged = found.items.some(
    ({ id, version }) => id === state.open && version !== state.seen.get(id) && !state.form.isTouched(),
  );
  for (const { id, version } of found.items) state.seen.set(id, version);
  if (isOpenChanged) await open(state.open);
  at('empty').hidden = found.items.length > 0;
  showPlace(found);
}

function showPlace({ items, total, page, isCut }) {
  const first = (page - 1) * 50;
  const cut = isCut ? ' among the first 100 000 records' : '';
  at('place').textContent = total === 0 ? '' : `${first + 1}–${first + items.length} of ${total}${cut}`;
  at('previous').disabled = page === 1;
  at('next').disabled = first + items.length >= total;
}

function rowOf({ id, version, changedAt, record }, columns) {
  const before = state.seen.get(id);
  const cells = [id, ...columns.map((name) => shown(record?.[name])), timeOf(changedAt)];
  const onclick = () => void open(id);
  const onkeydown = (event) => event.key === 'Enter' && onclick();
  const fresh = before !== undefined && before !== version ? 'fresh' : undefined;
  const properties = { tabindex: 0, 'aria-selected': state.open === id, class: fresh, onclick, onkeydown };
  return element('tr', properties, ...cells.map((cell) => element('td', { title: cell }, cell)));
}

/** A moment as `20 Nov 14:05:09`, in the reader's own time. */
function timeOf(iso) {
  const time = new Date(iso);
  const day = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day} ${time.toLocaleTimeString('en-GB')}`;
}

async function open(id) {
  try {
    const { record } = await call('GET', pathOf(id));
    state.open = id;
    showPanel(record, id);
    markOpen();
  } catch (error) {
    notify(error.message);
  }
}

function close() {
  state.open = null;
  at('panel').hidden = true;
  at('panel').replaceChildren();
  markOpen();
}

function markOpen() {
  for (const row of at('rows').children) {
    row.setAttribute('aria-selected', String(row.firstChild.textContent === state.open));
  }
}

/** The form of a record, or of a new one when it is null. */
function showPanel(record, id) {
  const { title, fields, columns, removal } = state.table;
  const form = (state.form = recordForm(fields, record, ['Id', 'id', 'partyId', ...columns]));
  const save = async () => {
    if (record !== null && !form.isTouched()) return close();
    const saved = await call(record === null ? 'POST' : 'PATCH', pathOf(id), form.read());
    await show();
    await open(saved.id);
  };
  const remove = async () => {
    await call('DELETE', pathOf(id));
    close();
    await show();
  };
  const button = (text, kind, work) => element('button', { type: 'button', class: kind, onclick: trying(work) }, text);
  at('panel').replaceChildren(
    element(
      'header',
      {},
      element('h2', {}, record === null ? `New in ${title}` : `${title} ${id}`),
      button('Close', '', close),
    ),
    form.view,
    element(
      'footer',
      {},
      button(record === null ? 'Add' : 'Save', 'primary', save),
      record === null || removal === null ? null : button(removal, 'danger', remove),
    ),
  );
  at('panel').hidden = false;
  at('panel').scrollTop = 0;
}

/** Runs work, shows what went wrong, and hides the last notice when nothing did. */
function trying(work) {
  return async () => {
    try {
      await work();
      notify('');
    } catch (error) {
      notify(error.message);
    }
  };
}

async function load() {
  await loadTables();
  await loadRows();
  await refreshSwitches();
}

const show = trying(load);

function turn(by) {
  state.page += by;
  void show();
}

at('tools').addEventListener('submit', (event) => event.preventDefault());
for (const [id, event] of [
  ['search', 'input'],
  ['changed', 'change'],
]) {
  at(id).addEventListener(event, () => {
    state.page = 1;
    void show();
  });
}
at('add').addEventListener('click', () => {
  close();
  showPanel(null);
});
at('previous').addEventListener('click', () => turn(-1));
at('next').addEventListener('click', () => turn(1));
setInterval(() => {
  if (at('watch').checked && !document.hidden) void refreshQuietly();
}, everyMs);

/** Keeps up with the system; of all notices it takes away only its own, since a person may be reading another. */
async function refreshQuietly() {
  try {
    await load();
    if (state.isLost) notify('');
    state.isLost = false;
  } catch (error) {
    state.isLost = true;
    notify(`The sandbox does not answer: ${error.message}`);
  }
}

void show();
