// `wx` as JavaScript sees it, made from a description of what Python's has. A call leaves a message
// and returns at once: a task, or a promise where no callback was given, as on the platform.
(host => {
  const ENDINGS = ['success', 'fail', 'complete'];
  let calls = 0;

  const call = (path, args, waited = false) => {
    const number = ++calls;
    host.post('call', number, path, args.map(host.encode), waited, new Error().stack);
    return number;
  };

  // -- tasks -----------------------------------------------------------------------------------

  const kinds = new Map();

  const kindOf = name => {
    if (!kinds.has(name)) kinds.set(name, Object.defineProperty(class {}, 'name', { value: name }));
    return kinds.get(name);
  };

  const starts = (path, { type, methods, returned }) => {
    const Kind = kindOf(type);
    return (...args) => {
      const number = call(path, args);
      if (!returned) return undefined; // base libraries before 1.4.0
      const task = new Kind();
      host.tasks.set(task, number);
      // Its own and not the kind's: they are handed around without their task.
      for (const method of methods) {
        const { [method]: value } = {
          [method]: (...given) => host.post('method', number, method, given.map(host.encode)),
        };
        Object.defineProperty(task, method, { value, configurable: true, writable: true });
      }
      return task;
    };
  };

  // -- everything else -------------------------------------------------------------------------

  const begins = path => given => {
    const options = Object(given) === given ? given : {};
    if (ENDINGS.some(name => typeof options[name] === 'function')) return void begin(path, options);
    return new Promise((success, fail) => begin(path, { ...options, success, fail }));
  };

  const begin = (path, options) => {
    const number = call(path, [{ ...options, success, fail, complete }], true);
    const own = name => res =>
      typeof options[name] === 'function' && options[name](withMethods(res));
    function success(res) {
      return own('success')(res);
    }
    function fail(res) {
      return own('fail')(res);
    }
    // The cell that made the call waits for its end.
    function complete(res) {
      host.post('done', number);
      return own('complete')(res);
    }
  };

  // Functions never cross; these two are all that the platform's results have.
  const withMethods = res => {
    for (const stats of [res?.stats].flat()) {
      const own = stats?.stats ?? stats;
      if (typeof own?.mode === 'number') {
        const is = type => ({ value: () => (own.mode & 0o170000) === type, configurable: true });
        Object.defineProperties(own, { isFile: is(0o100000), isDirectory: is(0o040000) });
      }
    }
    return res;
  };

  host.call = call;
  host.withMethods = withMethods;

  // -- answers that are here already -----------------------------------------------------------
  // Python tells them before every cell, and again when a call may have changed them.

  const usable = new Set();
  const answers = new Map();
  const stored = new Map();

  const here = {
    canIUse: schema => usable.has(schema),
    getStorageSync: key => (stored.has(key) ? host.copied(stored.get(key)) : ''),
    setStorageSync(key, data) {
      stored.set(key, host.copied(data));
      call('setStorageSync', [key, data]);
    },
    removeStorageSync(key) {
      stored.delete(key);
      call('removeStorageSync', [key]);
    },
    clearStorageSync() {
      stored.clear();
      call('clearStorageSync', []);
    },
    arrayBufferToBase64: buffer => new Uint8Array(buffer).toBase64(),
    base64ToArrayBuffer: text => Uint8Array.fromBase64(text).buffer,
  };

  // What this very program may have changed since.
  const fresh = { getStorageInfoSync: () => ({ keys: [...stored.keys()] }) };

  const member = (name, path, about) => {
    switch (about.kind) {
      case 'value':
        return about.value;
      case 'task':
        return starts(path, about);
      case 'call':
        return begins(path);
      case 'answer':
        return () => ({ ...host.copied(answers.get(path)), ...fresh[name]?.() });
      case 'object': {
        const made = object(about.members, `${path}.`);
        return () => made;
      }
      default:
        return (path === name ? here : host.files)[name] ?? (() => host.refuse(name));
    }
  };

  const object = (members, before = '') => {
    const named = ([name, about]) => {
      const value = member(name, before + name, about);
      if (typeof value === 'function') Object.defineProperty(value, 'name', { value: name });
      return [name, value];
    };
    return Object.fromEntries(Object.entries(members).map(named));
  };

  host.handlers.wx = (members, addresses) => {
    addresses.forEach(address => usable.add(address));
    globalThis.wx = { ...host.phone, ...object(members) };
    Object.keys(host.phone).forEach(name => usable.add(name));
  };

  host.handlers.know = (found, storage) => {
    for (const [path, value] of found) answers.set(path, value);
    stored.clear();
    for (const [key, value] of storage) stored.set(key, value);
  };
})
