import { call } from './call.js';
import { element } from './form.js';

const presets = [
  { id: 'slow', label: 'Slow', title: 'Every answer takes two seconds', fault: { kind: 'latency', ms: 2000 } },
  {
    id: 'busy',
    label: 'Too many requests',
    title: 'Three calls in ten are refused for a second',
    fault: { kind: 'tooMany', probability: 0.3, retryAfter: 1 },
  },
  {
    id: 'failing',
    label: 'Server errors',
    title: 'Three calls in ten fail, and nothing is done',
    fault: { kind: 'serverError', probability: 0.3 },
  },
  {
    id: 'lost-answers',
    label: 'Lost answers',
    title: 'Three calls in ten are carried out, then the connection drops',
    fault: { kind: 'dropConnection', when: 'after', probability: 0.3 },
  },
  {
    id: 'stale',
    label: 'Stale reads',
    title: 'Reads are twenty seconds behind',
    fault: { kind: 'staleReads', ms: 20_000 },
  },
  {
    id: 'html',
    label: 'HTML page',
    title: 'Every answer is a proxy’s error page',
    fault: { kind: 'html', status: 502 },
  },
];

/** Shows the system's faults and lets them be switched; calls `onError` with the text of what went wrong. */
export function showSwitches(state, switches, onError) {
  let drawn = '';
  const act = async (work) => {
    try {
      await work();
      await refresh();
    } catch (error) {
      onError(error.message);
    }
  };
  const refresh = async () => {
    const { faults } = await call('GET', '/sandbox/faults');
    const key = JSON.stringify(faults);
    if (key === drawn) return;
    drawn = key;
    state.textContent = faults.length === 0 ? 'No faults: it answers as it should.' : `Faults on: ${summary(faults)}`;
    switches.replaceChildren(...buttons(faults, act));
  };
  return refresh;
}

function summary(faults) {
  return faults.map(({ id, hits }) => `${labelOf(id)} (${hits} ${hits === 1 ? 'call' : 'calls'} hit)`).join(', ');
}

const labelOf = (id) => presets.find((preset) => preset.id === id)?.label ?? id;

function buttons(faults, act) {
  const isOn = (id) => faults.some((fault) => fault.id === id);
  const others = faults.filter(({ id }) => !presets.some((preset) => preset.id === id));
  const off = (id) => act(() => call('DELETE', `/sandbox/faults/${encodeURIComponent(id)}`));
  const on = ({ id, fault }) => act(() => call('POST', '/sandbox/faults', { id, ...fault }));
  return [
    ...presets.map((preset) => {
      const { id, label, title } = preset;
      const onclick = () => (isOn(id) ? off(id) : on(preset));
      return element('button', { type: 'button', title, 'aria-pressed': String(isOn(id)), onclick }, label);
    }),
    ...others.map(({ id, kind }) =>
      element(
        'button',
        { type: 'button', title: `${kind}: switch off`, 'aria-pressed': 'true', onclick: () => off(id) },
        id,
      ),
    ),
    faults.length === 0
      ? null
      : element('button', { type: 'button', onclick: () => act(() => call('DELETE', '/sandbox/faults')) }, 'All off'),
  ].filter((button) => button !== null);
}
