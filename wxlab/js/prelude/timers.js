// setTimeout and its kin. The clock is Python's; here is what is to be called.
(host => {
  const LONGEST = 2 ** 31 - 1;
  const waiting = new Map();
  let last = 0;

  const start = (repeats, run, delay, args) => {
    // A text would be code; mini-programs run none that was not in the package.
    if (typeof run !== 'function') throw new TypeError('a timer needs a function');
    const number = ++last;
    waiting.set(number, { run, args, repeats });
    // As browsers do: what is no number is 0, and an interval is at least 4 ms.
    const least = repeats ? 4 : 1;
    const wanted = Number(delay) > least ? Number(delay) : least;
    host.post('timer', number, Math.min(wanted, LONGEST), repeats);
    return number;
  };

  const stop = number => {
    if (waiting.delete(number)) host.post('clear', number);
  };

  host.handlers.timer = number => {
    const timer = waiting.get(number);
    if (!timer) return;
    if (!timer.repeats) waiting.delete(number);
    return timer.run(...timer.args);
  };

  // The cell that set them was interrupted.
  host.handlers.forget = numbers => numbers.forEach(number => waiting.delete(number));

  globalThis.setTimeout = (run, delay, ...args) => start(false, run, delay, args);
  globalThis.setInterval = (run, delay, ...args) => start(true, run, delay, args);
  globalThis.setImmediate = (run, ...args) => start(false, run, 0, args);
  globalThis.clearTimeout = globalThis.clearInterval = globalThis.clearImmediate = stop;
})
