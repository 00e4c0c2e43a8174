const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/** What the suite under way has entered. */
const entered = new Set();
for (const way of ['run', 'enterWith']) {
  const enter = AsyncLocalStorage.prototype[way];
  AsyncLocalStorage.prototype[way] = function (...args) {
    entered.add(this);
    return enter.apply(this, args);
  };
}

/**
 * Jest's Node environment with an ordinary global object. Jest's own is watched by a proxy, so that every use of a global
 * (`Map`, `Promise`, `JSON`) costs many times what it costs outside of Jest. And Node carries every storage that was ever entered
 * along with every promise, so those of a suite end with it: otherwise each suite pays for all before it.
 */
module.exports = class PlainEnvironment extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(config, context);
    } finally {
      vm.createContext = createContext;
    }
  }

  async teardown() {
    await super.teardown();
    for (const storage of entered) storage.disable();
    entered.clear();
  }
};
