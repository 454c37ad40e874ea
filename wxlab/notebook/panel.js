// The live network panel. Python decides what is shown and in which words; here it is drawn.
// Nothing is asked of any server: all that arrives comes from the kernel.

const TICK = 200; // milliseconds between two drawings of what grows by itself

export default {
  render({model, el}) {
    const view = new PanelView(model, el);
    return () => view.leave();
  },
};

class PanelView {
  constructor(model, el) {
    this.model = model;
    this.id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this.labels = model.get("labels");
    this.phases = model.get("phases");
    this.rows = new Map(); // number -> {data, nodes}
    this.ahead = 0; // how far the kernel's clock is ahead of this page's
    this.lost = false;
    this.build(el);
    this.listen = message => this.heard(message);
    this.gone = () => this.lose();
    model.on("msg:custom", this.listen);
    model.on("comm_live_update", this.gone);
    // A page that is closed or loaded again does not take its views down one by one.
    this.closing = () => this.leave();
    window.addEventListener("pagehide", this.closing);
    this.timer = setInterval(() => this.grow(), TICK);
    this.say("hello");
  }

  leave() {
    clearInterval(this.timer);
    window.removeEventListener("pagehide", this.closing);
    this.model.off("msg:custom", this.listen);
    this.model.off("comm_live_update", this.gone);
    if (!this.lost) this.say("goodbye");
  }

  say(kind, more = {}) {
    this.model.send({kind, view: this.id, ...more});
  }

  heard(message) {
    if ("now" in message) this.ahead = message.now - Date.now();
    if (message.kind === "rows") {
      for (const number of message.left) this.drop(number);
      for (const data of message.rows) this.put(data);
      this.arrange();
    } else if (message.kind === "news") {
      this.live.textContent = message.text;
    } else if (message.view !== this.id) {
      return; // another view of the same panel has asked
    } else if (message.kind === "details" && message.id === this.details.number) {
      this.details.show(message.panes);
    } else if (message.kind === "copied") {
      this.keep(message.text);
    }
  }

  // -- the frame ------------------------------------------------------------------------------

  build(el) {
    const label = this.labels;
    this.root = make("section", {class: "wxlab-panel", "aria-label": label.title});
    this.root.lang = this.model.get("lang");
    // Keys belong to the panel's own controls; the notebook would take Enter and the arrows.
    this.root.dataset.lmSuppressShortcuts = "true";
    this.filter = make("input", {
      type: "search", placeholder: label.filter, "aria-label": label.filter,
    });
    this.stage = make("select", {"aria-label": label.stage});
    for (const key of ["all", "running", "done", "failed"])
      this.stage.append(make("option", {value: key}, label[key === "all" ? key : `stage ${key}`]));
    this.clear = button(label.clear, () => this.say("clear"));
    this.copyAll = button(label["copy all"], () => this.copy(null, "har"));
    this.filter.addEventListener("input", () => this.arrange());
    this.stage.addEventListener("change", () => this.arrange());
    const tools = make("div", {class: "wxlab-tools", role: "group", "aria-label": label.title});
    tools.append(this.filter, this.stage, this.clear, this.copyAll);

    this.summary = make("p", {class: "wxlab-summary"});
    this.notice = make("p", {class: "wxlab-notice", role: "alert"});
    this.live = make("div", {class: "wxlab-heard", role: "status", "aria-live": "polite"});
    this.details = new Details(this.id, label, {
      copy: (number, form) => this.copy(number, form),
      closed: number => this.closed(number),
    });
    this.byHand = make("div", {class: "wxlab-by-hand", hidden: ""});
    this.root.append(
      tools, this.summary, this.notice, this.buildTable(), this.legend(),
      this.byHand, this.details.node, this.live,
    );
    el.append(this.root);
    this.arrange();
  }

  // On a narrow page rows become blocks, and a table drawn so is none to a screen reader any more,
  // unless its roles are written out.
  buildTable() {
    const table = make("table", {role: "table", "aria-label": this.labels.title});
    const head = make("tr", {role: "row"});
    for (const key of COLUMNS) {
      const words = this.labels[`col ${key}`];
      head.append(make("th", {scope: "col", role: "columnheader", class: `wxlab-${key}`}, words));
    }
    this.scale = make("span", {class: "wxlab-scale"});
    head.lastChild.append(" ", this.scale);
    const top = make("thead", {role: "rowgroup"});
    top.append(head);
    this.body = make("tbody", {role: "rowgroup"});
    table.append(top, this.body);
    return table;
  }

  legend() {
    const list = make("p", {class: "wxlab-legend"});
    for (const [, letter, ground, words] of this.phases)
      list.append(make("span", {class: "wxlab-letter", style: `background:${ground}`}, letter),
        ` ${words} `);
    return list;
  }

  // -- rows -----------------------------------------------------------------------------------

  put(data) {
    let row = this.rows.get(data.id);
    if (!row) {
      row = new Row(data, this.labels, this.phases, {
        toggle: () => this.toggle(data.id),
        abort: () => this.say("abort", {id: data.id}),
      });
      this.rows.set(data.id, row);
      this.body.append(row.tr);
    }
    row.show(data);
  }

  drop(number) {
    const row = this.rows.get(number);
    if (!row) return;
    if (this.details.number === number) this.details.close();
    row.tr.remove();
    this.rows.delete(number);
  }

  // Which rows are shown, what is said of all of them, and the time they share.
  arrange() {
    const wanted = this.filter.value.trim().toLowerCase();
    const stage = this.stage.value;
    const count = {all: this.rows.size, running: 0, queued: 0, hidden: 0};
    for (const {tr, data} of this.rows.values()) {
      const text = `${data.name} ${data.url} ${data.kind} ${data.api} ${data.state} ${data.status}`;
      const shown = (stage === "all" || data.stage === stage) && text.toLowerCase().includes(wanted);
      tr.hidden = !shown;
      if (!shown) count.hidden += 1;
      if (data.stage === "running") count[inLine(data) ? "queued" : "running"] += 1;
    }
    const words = count.all ? fill(this.labels.summary, count) : this.labels.empty;
    const hidden = count.hidden ? ` ${fill(this.labels.hidden, {count: count.hidden})}` : "";
    setText(this.summary, this.lost ? "" : words + hidden);
    this.grow(true);
  }

  // -- time -----------------------------------------------------------------------------------

  grow(all = false) {
    const now = Date.now() + this.ahead;
    const shown = [...this.rows.values()].filter(row => !row.tr.hidden);
    if (!all && !shown.some(row => row.data.end === null)) return;
    if (this.lost && !all) return;
    const origin = Math.min(...shown.map(row => row.data.begin), now);
    const end = Math.max(...shown.map(row => row.data.end ?? now), origin + 1);
    // The scale grows in steps, so that what is over need not be drawn anew all the time.
    const span = step(end - origin);
    const moved = origin !== this.origin || span !== this.span;
    [this.origin, this.span] = [origin, span];
    setText(this.scale, fill(this.labels.scale, {s: seconds(span)}));
    for (const row of shown)
      if (moved || row.stale || row.data.end === null) row.draw(now, origin, span);
  }

  // -- details --------------------------------------------------------------------------------

  toggle(number) {
    if (this.details.number === number) return this.details.close();
    if (this.lost) return; // nobody is left to ask
    this.rows.get(this.details.number)?.toggle.setAttribute("aria-expanded", "false");
    const row = this.rows.get(number);
    row.toggle.setAttribute("aria-expanded", "true");
    this.details.open(row.data);
    this.say("details", {id: number});
  }

  closed(number) {
    const row = this.rows.get(number);
    row?.toggle.setAttribute("aria-expanded", "false");
    // Only who was in the details is led back; anybody else stays where they are.
    if (this.details.node.contains(document.activeElement)) row?.toggle.focus();
    if (!this.lost) this.say("details", {id: null});
  }

  // -- copies ---------------------------------------------------------------------------------

  copy(number, form) {
    this.say("copy", {id: number, form});
  }

  async keep(text) {
    this.byHand.hidden = true;
    if (!text) return; // a call that was refused is nothing in other words
    try {
      await navigator.clipboard.writeText(text);
      this.live.textContent = this.labels.copied;
      this.notice.textContent = "";
      setText(this.summary, this.labels.copied);
    } catch {
      const area = make("textarea", {readonly: "", rows: 6, "aria-label": this.labels["copy by hand"]});
      area.value = text;
      this.byHand.replaceChildren(make("p", {}, this.labels["copy by hand"]), area);
      this.byHand.hidden = false;
      area.focus();
      area.select();
    }
  }

  // -- the kernel is gone ---------------------------------------------------------------------

  lose() {
    if (this.lost) return;
    const now = Date.now() + this.ahead;
    this.lost = true;
    setText(this.notice, this.labels.lost);
    for (const row of this.rows.values()) {
      const {data} = row;
      const state = fill(this.labels["lost state"], data);
      if (data.end === null) row.show({...data, end: now, stage: "failed", state, stoppable: false});
    }
    for (const control of this.root.querySelectorAll("button:not([role=tab])"))
      if (!control.classList.contains("wxlab-toggle")) control.disabled = true;
    this.arrange();
  }
}

function inLine(data) {
  return data.phases.every(([kind]) => kind === 0);
}

// The next round length of a scale: 1, 1.5, 2, 3, 5 or 7 times a power of ten.
function step(length) {
  const power = 10 ** Math.floor(Math.log10(length));
  return power * ([1, 1.5, 2, 3, 5, 7, 10].find(factor => factor * power >= length) ?? 10);
}
