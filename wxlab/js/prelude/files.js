// Files that are read in the middle of a line. JavaScript cannot wait for Python, so Python tells
// before every event what the mini-program's folder holds, where a program may ask. What is written
// here is there at once, and done by Python when the event is over.
(host => {
  const files = new Map(); // path → { stats, data }; without data where it is large
  let home = 'wxfile://usr';

  host.handlers.files = (folder, listed) => {
    home = folder;
    files.clear();
    for (const [path, stats, data] of listed) files.set(path, { stats, data });
  };

  const fail = (name, why, errno) => {
    const errMsg = `${name}:fail ${why}`;
    throw Object.assign(new Error(errMsg), { errMsg, errno });
  };

  host.refuse = name =>
    fail(
      name,
      'JavaScript in a cell cannot wait in the middle of a line; ' +
        `use ${name.replace(/Sync$/, '')} with a callback or await`
    );

  const tidy = path => String(path).replace(/\/+$/, '');
  const isFolder = file => (file.stats.mode & 0o170000) === 0o040000;
  const isOurs = path => path === home || path.startsWith(`${home}/`);
  const above = path => path.slice(0, path.lastIndexOf('/'));

  const find = (name, does, path) => {
    const file = files.get(tidy(path));
    if (file) return file;
    // Of what lies elsewhere nothing is known here.
    return isOurs(tidy(path))
      ? fail(name, `no such file or directory, ${does} "${path}"`, 1300002)
      : host.refuse(name);
  };

  // Where something new may stand: in a folder that there is.
  const place = (name, does, path) => {
    if (!isOurs(tidy(path))) fail(name, `permission denied, ${does} "${path}"`, 1300013);
    if (!files.has(above(tidy(path))))
      fail(name, `no such file or directory, ${does} "${path}"`, 1300002);
    return tidy(path);
  };

  // -- bytes and texts -------------------------------------------------------------------------

  const STEP = 8192; // arguments that a call can take

  const byCodes = bytes => {
    let text = '';
    for (let at = 0; at < bytes.length; at += STEP)
      text += String.fromCharCode(...bytes.subarray(at, at + STEP));
    return text;
  };

  // A loop: an iterator would make a text of each letter, and megabytes are to be written.
  const codes = text => {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    return bytes;
  };

  const texts = {
    utf8: {
      from: bytes => decodeURIComponent(escape(byCodes(bytes))),
      to: text => codes(unescape(encodeURIComponent(text))),
    },
    base64: { from: bytes => bytes.toBase64(), to: text => Uint8Array.fromBase64(text) },
    hex: { from: bytes => bytes.toHex(), to: text => Uint8Array.fromHex(text) },
    latin1: { from: byCodes, to: codes },
  };
  texts['utf-8'] = texts.utf8;
  texts.binary = texts.ascii = texts.latin1;

  const encoded = (name, encoding) =>
    Object.hasOwn(texts, encoding)
      ? texts[encoding]
      : fail(name, `invalid encoding "${encoding}"`, 1300022);

  const bytesOf = (name, data, encoding) =>
    typeof data === 'string' ? encoded(name, encoding).to(data) : new Uint8Array(data);

  // -- the calls -------------------------------------------------------------------------------

  const does = (name, ...args) => host.call(`getFileSystemManager.${name}`, args);

  const fresh = (mode, size, data) => {
    const now = Math.floor(Date.now() / 1000);
    return { stats: { mode, size, lastAccessedTime: now, lastModifiedTime: now }, data };
  };

  const keep = (name, path, bytes) => {
    if (files.has(path) && isFolder(files.get(path))) {
      fail(name, `illegal operation on a directory, open "${path}"`, 1301003);
    }
    files.set(path, fresh(0o100644, bytes.length, bytes.buffer));
  };

  host.files = {
    accessSync: path => void find('accessSync', 'access', path),

    statSync: path =>
      host.withMethods({ stats: host.copied(find('statSync', 'stat', path).stats) }).stats,

    readdirSync(path) {
      if (!isFolder(find('readdirSync', 'readdir', path)))
        fail('readdirSync', `not a directory, readdir "${path}"`, 1300020);
      const inside = [...files.keys()].filter(
        each => each !== tidy(path) && above(each) === tidy(path)
      );
      return inside.map(each => each.slice(each.lastIndexOf('/') + 1));
    },

    readFileSync(path, encoding, position = 0, length = undefined) {
      const file = find('readFileSync', 'open', path);
      if (isFolder(file))
        fail('readFileSync', `illegal operation on a directory, open "${path}"`, 1301003);
      if (!file.data) return host.refuse('readFileSync');
      const end = length === undefined ? file.data.byteLength : position + length;
      const data = file.data.slice(position, end);
      return encoding === undefined
        ? data
        : encoded('readFileSync', encoding).from(new Uint8Array(data));
    },

    writeFileSync(path, data, encoding = 'utf8') {
      keep(
        'writeFileSync',
        place('writeFileSync', 'open', path),
        bytesOf('writeFileSync', data, encoding)
      );
      does('writeFileSync', path, data, encoding);
    },

    appendFileSync(path, data, encoding = 'utf8') {
      const before = find('appendFileSync', 'open', path);
      if (!before.data && !isFolder(before)) return host.refuse('appendFileSync');
      const added = bytesOf('appendFileSync', data, encoding);
      const whole = new Uint8Array([...new Uint8Array(before.data ?? 0), ...added]);
      keep('appendFileSync', tidy(path), whole);
      does('appendFileSync', path, data, encoding);
    },

    mkdirSync(path, recursive = false) {
      if (files.has(tidy(path)) && !recursive)
        fail('mkdirSync', `file already exists, mkdir "${path}"`, 1301005);
      if (recursive && isOurs(tidy(path)) && !files.has(above(tidy(path))))
        host.files.mkdirSync(above(tidy(path)), true);
      files.set(place('mkdirSync', 'mkdir', path), fresh(0o040755, 0));
      does('mkdirSync', path, recursive);
    },

    unlinkSync(path) {
      if (isFolder(find('unlinkSync', 'unlink', path)))
        fail('unlinkSync', `operation not permitted, unlink "${path}"`, 1300001);
      files.delete(tidy(path));
      does('unlinkSync', path);
    },
  };
})
