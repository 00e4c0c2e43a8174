import { controlFaults, FAULTS_PATH, message } from './faults/control.js';
import type { Faults } from './faults.js';
import type { Answer, Around, Call, Ways } from './http.js';
import { pageFile } from './page/files.js';
import { answerRecords, RECORDS_PATH } from './page/records.js';
import type { SystemName } from './seeds.js';
import type { Store } from './store.js';

/** What stands around a system: its faults, and at `/sandbox` the page and the switches, for anybody on this machine. */
export function aroundOf(system: SystemName, store: Store, faults: Faults): Around {
  const own = async (call: Call, ways: Ways): Promise<Answer> => {
    const switched = FAULTS_PATH.exec(call.path);
    if (switched) return controlFaults(faults, call, switched.groups?.id);
    const records = RECORDS_PATH.exec(call.path);
    if (!records) return pageFile(call) ?? message(404, `There is nothing at ${call.path}.`);
    const ask = (each: Call) => faults.pass(each, ways.trusted, 'clockSkew');
    return answerRecords({ system, store, ask }, call, records.groups ?? {});
  };
  return {
    answer: (call, ways) => (/^\/sandbox(\/|$)/.test(call.path) ? own(call, ways) : faults.pass(call, ways.asked)),
    stop: faults.stop,
  };
}
