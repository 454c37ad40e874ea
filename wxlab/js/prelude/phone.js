// What only a phone has: a screen that says something for a moment.
(host => {
  const ends = (name, options) => {
    const told = { errMsg: `${name}:ok` };
    setTimeout(() => {
      host.guard(() => options.success?.(told));
      host.guard(() => options.complete?.(told));
    }, 0);
  };

  // As all that is asynchronous: callbacks, or a promise where none is given.
  const asynchronous =
    (name, act) =>
    (given = {}) => {
      act(given);
      if (given.success || given.fail || given.complete) return void ends(name, given);
      return new Promise(success => ends(name, { success }));
    };

  const acts = {
    showToast(options) {
      host.say('log', `▭ wx.showToast ${options.title ?? ''}`);
    },
    showLoading() {},
    hideLoading() {},
  };

  host.phone = Object.fromEntries(
    Object.entries(acts).map(([name, act]) => [name, asynchronous(name, act)])
  );
})
