// Both ways between JavaScript and Python, as JSON. JavaScript never calls Python: it leaves
// messages, fetched when it has returned. What JSON cannot say travels as {"$": kind, …}.
(host => {
  const { parse, stringify } = JSON;
  const { apply } = Reflect;
  const { then } = Promise.prototype;
  const MOST_LINES = 2000; // of console output in one go; nobody reads more, and pages choke on it
  const MOST_MESSAGES = 20000;
  const COUNTED = new Set(['call', 'method', 'timer', 'clear']); // never the news of an ending

  let messages = [];
  let lines = 0;
  let dropped = 0;

  host.handlers = {};
  host.tasks = new WeakMap(); // the handle of a task → the number of its call

  host.post = (...message) => {
    if (messages.length >= MOST_MESSAGES && COUNTED.has(message[0])) {
      throw new Error(`more than ${MOST_MESSAGES} calls without a pause`);
    }
    messages.push(message);
  };

  host.say = (level, text) => {
    if (++lines > MOST_LINES) dropped++;
    else messages.push(['console', level, text]);
  };

  // What Python calls: hand over an event, then fetch what it has led to.
  host.enter = text => {
    const [kind, ...args] = parse(text);
    return host.guard(() => host.handlers[kind](...args.map(decode)));
  };

  host.take = () => {
    if (dropped) messages.push(['console', 'warn', `… and ${dropped} more lines`]);
    const taken = messages;
    messages = [];
    lines = dropped = 0;
    return stringify(taken);
  };

  // Run a function of the learner's. What it throws is told, also later, when it is a promise.
  host.guard = run => {
    try {
      host.follow(run());
    } catch (error) {
      host.post('error', host.described(error));
    }
  };

  host.follow = value => {
    const failed = error => host.post('error', host.described(error));
    if (value instanceof Promise) host.then(value, undefined, failed);
  };

  // Also when a program has changed what promises are.
  host.then = (promise, done, failed) => apply(then, promise, [done, failed]);

  host.described = error => {
    try {
      return error instanceof Error
        ? { name: `${error.name}`, message: `${error.message}`, stack: `${error.stack}` }
        : { name: '', message: host.inspect(error), stack: '' };
    } catch {
      return { name: '', message: 'an error that cannot be shown', stack: '' };
    }
  };

  // -- functions -------------------------------------------------------------------------------
  // Python knows a function by its number, and tells when it needs it no more. `sent` counts how
  // often it was handed over: what Python gives back may be under way while it is sent again.

  const functions = new Map();
  const numbers = new WeakMap();
  let last = 0;

  const numberOf = given => {
    if (!numbers.has(given)) numbers.set(given, ++last);
    const number = numbers.get(given);
    const entry = functions.get(number) ?? { given, sent: 0 };
    entry.sent++;
    functions.set(number, entry);
    return number;
  };

  host.handlers.callback = (number, ...args) => host.follow(functions.get(number)?.given(...args));

  host.handlers.release = released => {
    for (const [number, count] of released) {
      const entry = functions.get(number);
      if (entry && (entry.sent -= count) <= 0) functions.delete(number);
    }
  };

  // -- values ----------------------------------------------------------------------------------

  const tagged = (kind, value, name) => ({ $: kind, value, name });

  const encode = (value, around = []) => {
    switch (typeof value) {
      case 'function':
        return tagged('function', numberOf(value), value.name);
      case 'bigint':
        return tagged('number', String(value));
      case 'number':
        return Number.isFinite(value) ? value : tagged('number', String(value));
      case 'object':
        return value === null ? null : encodeObject(value, around);
      default:
        return value; // a string, a boolean; undefined is left out by JSON, as it should be
    }
  };

  const encodeObject = (value, around) => {
    if (around.includes(value))
      throw new TypeError('an object that contains itself cannot be sent');
    if (host.tasks.has(value)) return tagged('task', host.tasks.get(value));
    if (value instanceof ArrayBuffer) return tagged('bytes', new Uint8Array(value).toBase64());
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return tagged('bytes', bytes.toBase64());
    }
    if (typeof value.toJSON === 'function') return value.toJSON();
    const inside = [...around, value];
    // Array.from: what is missing in the middle of an array is null in JSON.
    if (Array.isArray(value)) return Array.from(value, each => encode(each, inside) ?? null);
    const pairs = Object.keys(value).map(key => [key, encode(value[key], inside)]);
    const object = Object.fromEntries(pairs);
    return '$' in object ? tagged('object', object) : object;
  };

  const decode = value => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(decode);
    switch (value.$) {
      case 'bytes':
        return Uint8Array.fromBase64(value.value).buffer;
      case 'number':
        return Number(value.value);
      case 'object':
        return decodeObject(value.value);
      default:
        return decodeObject(value);
    }
  };

  const decodeObject = value =>
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decode(each)]));

  host.encode = value => encode(value);

  // A copy as JSON would carry it; what JSON cannot say is undefined.
  host.copied = value => {
    const text = stringify(value);
    return text === undefined ? undefined : parse(text);
  };
})
