// Running a cell, and `require` of the files that Python has found for it.
(host => {
  const sources = new Map(); // a file's path → { source, requires: { './util': path, … } }
  const loaded = new Map(); // a file's path → its module
  const required = {}; // what cells may require

  const requirer = requires => name => {
    if (!Object.hasOwn(requires, name)) {
      throw new Error(`module '${name}' is not defined, require args is '${name}'`);
    }
    return load(requires[name]);
  };

  const load = path => {
    if (loaded.has(path)) return loaded.get(path).exports;
    const { source, requires } = sources.get(path);
    const module = { exports: {}, id: path };
    loaded.set(path, module);
    try {
      const made = (0, eval)(source);
      // JSON is a value; a program is a function whose other parameters stay undefined, for the
      // platform hides a browser's names from it in this way.
      if (path.endsWith('.json')) module.exports = made;
      else made.call(undefined, requirer(requires), module, module.exports);
    } catch (error) {
      loaded.delete(path);
      throw error;
    }
    return module.exports;
  };

  // Files that have changed; whoever requires them gets them anew.
  host.handlers.modules = changed => {
    if (changed.length) loaded.clear();
    for (const { path, source, requires } of changed) sources.set(path, { source, requires });
  };

  host.handlers.set = values => void Object.assign(globalThis, values);

  host.handlers.read = (cell, names) => {
    const values = names
      .filter(name => name in globalThis)
      .map(name => [name, host.encode(globalThis[name])]);
    host.post('values', cell, values);
  };

  host.handlers.run = (cell, source, names, requires, waits) => {
    Object.assign(required, requires);
    // `let x` in a cell that is run again begins without a value, like the first time.
    for (const name of names) if (Object.hasOwn(globalThis, name)) globalThis[name] = undefined;
    const failed = error => host.post('settled', cell, host.described(error));
    let value;
    try {
      value = (0, eval)(source);
    } catch (error) {
      return failed(error);
    }
    if (waits) return host.then(value, () => host.post('settled', cell, null), failed);
    host.post('settled', cell, null);
    host.follow(value);
  };

  // Whether a text could be a program, without running it.
  host.handlers.check = source => {
    try {
      new Function(source);
      host.post('checked', null);
    } catch (error) {
      host.post('checked', host.described(error));
    }
  };

  globalThis.require = requirer(required);
  globalThis.module = { exports: {} };
  globalThis.exports = globalThis.module.exports;
})
