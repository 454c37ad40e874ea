// One transfer: a line of the panel's table.

const COLUMNS = ["name", "api", "state", "status", "size", "progress", "time", "waterfall"];

class Row {
  // `tell.toggle()` and `tell.abort()` hear of the two buttons.
  constructor(data, labels, phases, tell) {
    this.labels = labels;
    this.phases = phases;
    this.tr = make("tr", {role: "row"});
    this.cells = {};
    for (const key of COLUMNS) {
      const words = labels[`col ${key}`];
      const named = {class: `wxlab-${key}`, "data-label": words};
      this.cells[key] = key === "name"
        ? make("th", {...named, role: "rowheader", scope: "row"})
        : make("td", {...named, role: "cell"});
      this.tr.append(this.cells[key]);
    }
    this.toggle = button("", tell.toggle);
    this.toggle.classList.add("wxlab-toggle");
    this.toggle.setAttribute("aria-expanded", "false");
    this.state = make("span", {});
    this.abort = button(labels.abort, tell.abort);
    this.abort.setAttribute("aria-label", fill(labels["abort one"], data));
    this.bar = make("progress", {max: 100, "aria-label": `${data.kind} ${data.name}`});
    this.numbers = make("span", {class: "wxlab-numbers"});
    this.track = make("div", {class: "wxlab-track", "aria-hidden": "true"});
    this.heard = make("span", {class: "wxlab-heard"});
    this.cells.name.append(this.toggle);
    this.cells.state.append(this.state, " ", this.abort);
    this.cells.progress.append(this.bar, this.numbers);
    this.cells.waterfall.append(this.track, this.heard);
  }

  show(data) {
    this.data = data;
    this.stale = true;
    this.toggle.title = data.url;
    setText(this.toggle, data.name);
    setText(this.cells.api, data.kind);
    setText(this.state, data.state);
    this.cells.state.dataset.mood = data.mood;
    // A button that goes must not take the keyboard's place in the page with it.
    if (!data.stoppable && document.activeElement === this.abort) this.toggle.focus();
    this.abort.hidden = !data.stoppable;
    setText(this.cells.status, data.status);
    setText(this.cells.size, data.size === null ? "" : data.size.toLocaleString("en"));
    setText(this.numbers, data.numbers);
    this.bar.setAttribute("aria-valuetext", data.numbers);
    if (data.percent === null) this.bar.removeAttribute("value");
    else this.bar.value = data.percent;
    if (data.read !== null) this.showRead(data);
  }

  // The other end of an upload: what the server has read of what was handed to the network.
  showRead(data) {
    if (!this.read) {
      const words = `${data.name}: ${this.labels["read title"]}`;
      this.read = make("progress", {max: data.size, "aria-label": words});
      this.readNumbers = make("span", {class: "wxlab-numbers"});
      this.numbers.before(make("span", {class: "wxlab-numbers"}, this.labels["handed title"]));
      this.cells.progress.append(this.read, this.readNumbers);
    }
    const words = fill(this.labels.read, {"count:,": data.read.toLocaleString("en")});
    this.read.value = data.read;
    this.read.setAttribute("aria-valuetext", words);
    setText(this.readNumbers, words);
  }

  // The time so far, and the phases on a scale from `origin` on, `span` milliseconds long.
  draw(now, origin, span) {
    const {data} = this;
    const over = data.end ?? now;
    this.stale = false;
    setText(this.cells.time, fill(this.labels.seconds, {s: seconds(over - data.begin)}));
    const words = [];
    data.phases.forEach(([kind, start, end], at) => {
      const [, letter, ground, name] = this.phases[kind];
      const till = end ?? over;
      const piece = this.track.children[at] ?? this.track.appendChild(make("span", {}));
      piece.style.left = `${(100 * (start - origin)) / span}%`;
      piece.style.width = `${(100 * (till - start)) / span}%`;
      piece.style.background = ground;
      setText(piece, letter);
      words.push(`${name} ${Math.max(0, till - start).toFixed(1)} ms`);
    });
    while (this.track.children.length > data.phases.length) this.track.lastChild.remove();
    this.track.title = words.join(", ");
    // Of a transfer under way the numbers change all the time, and nobody could listen to them.
    if (data.end !== null) setText(this.heard, words.join(", "));
  }
}
