// App, Page and setData, as far as the documentation's examples need them. There is no view: what
// a page would show is in its `data`, and its handlers can be called by hand.
(host => {
  const PLACE = /[^.[\]]+/g; // 'a.b[0].c' → a, b, 0, c
  let app;
  let page;

  // What a life cycle function throws is told, and the next ones run all the same.
  const live = (owner, names, ...args) => {
    for (const name of names) host.guard(() => owner[name]?.(...args));
  };

  const place = (data, path, value) => {
    const steps = path.match(PLACE) ?? [path];
    const last = steps.pop();
    let inside = data;
    steps.forEach((step, index) => {
      const next = steps[index + 1] ?? last;
      if (Object(inside[step]) !== inside[step]) inside[step] = /^\d+$/.test(next) ? [] : {};
      inside = inside[step];
    });
    inside[last] = value;
  };

  const lifelike = {
    setData(changes, drawn) {
      if (Object(changes) !== changes) throw new TypeError('setData needs an object');
      // Data travels to the view as JSON; what JSON cannot say does not arrive.
      for (const [path, value] of Object.entries(changes))
        place(this.data, path, host.copied(value));
      if (typeof drawn === 'function') setTimeout(() => drawn.call(this), 0);
    },
  };

  globalThis.App = options => {
    app = Object.assign({}, options);
    live(app, ['onLaunch', 'onShow'], { path: 'index', scene: 1001, query: {} });
  };

  globalThis.getApp = () => app;

  globalThis.Page = options => {
    if (page) live(page, ['onHide', 'onUnload']);
    page = Object.assign(Object.create(lifelike), options, { route: 'index', options: {} });
    page.data = host.copied(options?.data) ?? {};
    live(page, ['onLoad'], page.options);
    live(page, ['onShow', 'onReady']);
  };

  globalThis.getCurrentPages = () => (page ? [page] : []);
})
