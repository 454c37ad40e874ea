// The details of one transfer: panes behind tabs, filled with what Python has written.

const FORMS = ["javascript", "python", "curl", "har"];

class Details {
  // `tell.copy(number, form)` asks for a copy, `tell.closed(number)` hears that nobody looks any more.
  constructor(id, labels, tell) {
    this.id = id;
    this.labels = labels;
    this.tell = tell;
    this.number = null;
    this.pane = "general";
    this.tabs = null;
    this.node = make("section", {class: "wxlab-details", hidden: ""});
    this.node.addEventListener("keydown", event => {
      if (event.key === "Escape") this.close();
    });
  }

  open(data) {
    this.number = data.id;
    this.heading = fill(this.labels.details, data);
    this.tabs = null;
    this.node.replaceChildren();
  }

  close() {
    const number = this.number;
    this.number = null;
    this.tell.closed(number);
    this.node.hidden = true;
  }

  show(panes) {
    if (!this.tabs) this.build(panes);
    for (const [key, , html] of panes) {
      const body = this.tabs[key].body;
      // What somebody may be reading or selecting is left alone while it stays the same.
      if (body.source !== html) [body.source, body.innerHTML] = [html, html];
    }
  }

  build(panes) {
    this.node.setAttribute("aria-label", this.heading);
    const tools = make("div", {class: "wxlab-tools"});
    tools.append(make("strong", {}, this.heading));
    for (const form of FORMS)
      tools.append(button(this.labels[`copy ${form}`], () => this.tell.copy(this.number, form)));
    tools.append(button(this.labels.close, () => this.close()));
    const list = make("div", {role: "tablist", "aria-label": this.heading, class: "wxlab-tabs"});
    list.addEventListener("keydown", event => this.walk(event));
    this.node.replaceChildren(tools, list);
    this.tabs = {};
    for (const [key, title] of panes) this.addTab(list, key, title);
    this.node.hidden = false;
    this.select(this.pane);
  }

  addTab(list, key, title) {
    const tab = button(title, () => this.select(key));
    const body = make("div", {
      role: "tabpanel", id: `${this.id}-${key}`, "aria-label": title, class: "wxlab-pane",
      tabindex: 0,
    });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", body.id);
    list.append(tab);
    this.node.append(body);
    this.tabs[key] = {tab, body};
  }

  select(key, focus = false) {
    this.pane = key;
    for (const [name, {tab, body}] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", String(name === key));
      tab.tabIndex = name === key ? 0 : -1;
      body.hidden = name !== key;
    }
    if (focus) this.tabs[key].tab.focus();
  }

  // The arrow keys go from tab to tab, as in any list of tabs.
  walk(event) {
    const keys = Object.keys(this.tabs);
    const at = keys.indexOf(this.pane);
    const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.select(keys.at(to % keys.length), true);
  }
}
