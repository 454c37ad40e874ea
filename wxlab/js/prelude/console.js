// The console, and values as it shows them: the way Node.js does, which is what people know.
(host => {
  const DEEPEST = 3;
  const MOST_ITEMS = 100;
  const WIDEST = 72;
  const LONGEST = 20000;

  const quoted = text =>
    text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;

  const escaped = text =>
    quoted(text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r'));

  const keyText = key =>
    typeof key === 'symbol'
      ? `[${String(key)}]`
      : /^[A-Za-z_$][\w$]*$/.test(key)
        ? key
        : escaped(key);

  const primitive = value => {
    if (typeof value === 'string') return escaped(value);
    if (typeof value === 'bigint') return `${value}n`;
    return Object.is(value, -0) ? '-0' : String(value);
  };

  // The name before an object's braces; plain objects and arrays have none.
  const title = value => {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null) return '[Object: null prototype] ';
    const name = prototype.constructor?.name ?? '';
    return name === 'Object' || name === 'Array' || !name ? '' : `${name} `;
  };

  const functionText = value => {
    const name = value.name || '(anonymous)';
    if (/^class\b/.test(Function.prototype.toString.call(value))) return `[class ${name}]`;
    return value.name ? `[Function: ${name}]` : `[Function ${name}]`;
  };

  const inspect = (value, around = []) => {
    if (typeof value === 'function') return functionText(value);
    if (value === null || typeof value !== 'object') return primitive(value);
    if (around.includes(value)) return '[Circular]';
    if (value instanceof Error) return errorText(value);
    if (value instanceof Date) return isNaN(value) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (value instanceof Promise) return 'Promise {}';
    if (value instanceof ArrayBuffer) return `ArrayBuffer(${value.byteLength})`;
    if (around.length >= DEEPEST)
      return Array.isArray(value) ? '[Array]' : `[${title(value) || 'Object '}`.trimEnd() + ']';
    return container(value, [...around, value]);
  };

  const errorText = error => `${error.name}: ${error.message}\n${error.stack ?? ''}`.trimEnd();

  const container = (value, inside) => {
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return list(
        `${title(value).trim()}(${value.length}) `,
        '[',
        Array.from(value.slice(0, MOST_ITEMS + 1), String),
        ']',
        value.length
      );
    }
    if (Array.isArray(value)) {
      const items = Array.from(value.slice(0, MOST_ITEMS), each => inspect(each, inside));
      return list(title(value), '[', items, ']', value.length);
    }
    if (value instanceof Map) {
      const items = [...value].map(
        ([key, each]) => `${inspect(key, inside)} => ${inspect(each, inside)}`
      );
      return list(`Map(${value.size}) `, '{', items, '}', value.size);
    }
    if (value instanceof Set) {
      return list(
        `Set(${value.size}) `,
        '{',
        [...value].map(each => inspect(each, inside)),
        '}',
        value.size
      );
    }
    const keys = Reflect.ownKeys(value).filter(key =>
      Object.prototype.propertyIsEnumerable.call(value, key)
    );
    const items = keys
      .slice(0, MOST_ITEMS)
      .map(key => `${keyText(key)}: ${property(value, key, inside)}`);
    return list(title(value), '{', items, '}', keys.length);
  };

  const property = (value, key, inside) => {
    const found = Object.getOwnPropertyDescriptor(value, key);
    return found.get ? '[Getter]' : inspect(found.value, inside);
  };

  const list = (before, open, items, close, count) => {
    if (count === 0) return `${before}${open}${close}`;
    const shown = items.slice(0, MOST_ITEMS);
    if (count > shown.length) shown.push(`... ${count - shown.length} more`);
    const line = shown.join(', ');
    if (line.length <= WIDEST && !line.includes('\n')) return `${before}${open} ${line} ${close}`;
    const block = shown.join(',\n').replaceAll('\n', '\n  ');
    return `${before}${open}\n  ${block}\n${close}`;
  };

  host.inspect = value => inspect(value);

  // -- console.log and its kin -----------------------------------------------------------------

  let indent = '';
  const counts = new Map();
  const clocks = new Map();

  const text = value => (typeof value === 'string' ? value : inspect(value));

  const placeholders = {
    s: value => (typeof value === 'object' && value !== null ? inspect(value) : String(value)),
    d: value => String(Number(value)),
    i: value => String(parseInt(value)),
    f: value => String(parseFloat(value)),
    j: value => JSON.stringify(value),
    o: inspect,
    O: inspect,
    c: () => '',
  };

  const format = args => {
    const rest = [...args];
    let first = '';
    if (typeof rest[0] === 'string' && rest.length > 1) {
      first = rest
        .shift()
        .replace(/%([sdifjoOc%])/g, (found, letter) =>
          letter === '%' ? '%' : rest.length ? placeholders[letter](rest.shift()) : found
        );
      rest.unshift(first);
    }
    const whole = rest.map(text).join(' ');
    return whole.length > LONGEST
      ? `${whole.slice(0, LONGEST)}… (${whole.length} characters)`
      : whole;
  };

  const say = (level, ...args) =>
    host.say(level, indent + format(args).replaceAll('\n', `\n${indent}`));

  const table = rows => {
    const each = Object.entries(rows ?? {});
    const names = [
      ...new Set(each.flatMap(([, row]) => (Object(row) === row ? Object.keys(row) : []))),
    ];
    if (!names.length) return say('log', rows);
    const cells = [['(index)', ...names]].concat(
      each.map(([index, row]) => [
        index,
        ...names.map(name => (Object(row) === row && name in row ? text(row[name]) : '')),
      ])
    );
    const widths = cells[0].map((_, column) => Math.max(...cells.map(row => row[column].length)));
    say(
      'log',
      cells
        .map(row =>
          row
            .map((cell, column) => cell.padEnd(widths[column]))
            .join('  ')
            .trimEnd()
        )
        .join('\n')
    );
  };

  globalThis.console = {
    log: (...args) => say('log', ...args),
    info: (...args) => say('log', ...args),
    debug: (...args) => say('log', ...args),
    warn: (...args) => say('warn', ...args),
    error: (...args) => say('error', ...args),
    dir: value => say('log', inspect(value)),
    table,
    trace: (...args) => say('error', `Trace: ${format(args)}\n${new Error().stack.trimEnd()}`),
    assert: (holds, ...args) => holds || say('error', 'Assertion failed:', ...args),
    group(...args) {
      if (args.length) say('log', ...args);
      indent += '  ';
    },
    groupEnd: () => void (indent = indent.slice(2)),
    count(label = 'default') {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      say('log', `${label}: ${counts.get(label)}`);
    },
    countReset: (label = 'default') => void counts.delete(label),
    time: (label = 'default') => void clocks.set(label, Date.now()),
    timeLog: (label = 'default') => say('log', `${label}: ${Date.now() - clocks.get(label)} ms`),
    timeEnd(label = 'default') {
      if (clocks.has(label)) say('log', `${label}: ${Date.now() - clocks.get(label)} ms`);
      clocks.delete(label);
    },
  };
  globalThis.console.groupCollapsed = globalThis.console.group;
})
