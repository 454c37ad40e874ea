// The picker. Files go to the kernel piece by piece, each when it asks for it; what is too large is
// told before anything is sent.

const PATIENCE = 5000; // milliseconds until a page that hears nothing says so

export default {
  render({model, el}) {
    const view = new PickerView(model, el);
    return () => view.leave();
  },
};

class PickerView {
  constructor(model, el) {
    this.model = model;
    this.id = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this.labels = model.get("labels");
    this.wanted = model.get("wanted");
    this.files = [];
    this.build(el);
    this.listen = message => this.heard(message);
    this.gone = () => this.lose();
    this.ending = () => this.end();
    model.on("msg:custom", this.listen);
    model.on("comm_live_update", this.gone);
    model.on("change:ended", this.ending);
    this.end();
    if (model.get("ended")) return;
    this.patience = setTimeout(() => this.notify(this.labels.unheard), PATIENCE);
    this.say("hello");
  }

  leave() {
    clearTimeout(this.patience);
    this.camera?.leave();
    this.model.off("msg:custom", this.listen);
    this.model.off("comm_live_update", this.gone);
    this.model.off("change:ended", this.ending);
  }

  say(kind, more = {}, buffers = []) {
    this.model.send({kind, view: this.id, ...more}, undefined, buffers);
  }

  heard(message) {
    if (message.view !== this.id) return;
    if (message.kind === "welcome") {
      clearTimeout(this.patience);
      if (this.notice.textContent === this.labels.unheard) this.notify("");
    } else if (message.kind === "next") {
      this.sendPiece(message);
    } else if (message.kind === "problem") {
      this.rest();
      this.notify(message.text);
    }
  }

  // -- the frame ------------------------------------------------------------------------------

  build(el) {
    const {labels, wanted} = this;
    this.root = make("section", {class: "wxlab-picker", "aria-label": wanted.title});
    this.root.lang = this.model.get("lang");
    // Keys belong to the picker's own controls; the notebook would take Enter and the arrows.
    this.root.dataset.lmSuppressShortcuts = "true";
    this.controls = make("fieldset", {});
    this.controls.append(make("legend", {}, wanted.title));
    const tools = make("div", {class: "wxlab-tools"});
    if (wanted.album) this.buildAlbum(tools);
    if (wanted.camera && Camera.there()) this.buildCamera(tools);
    tools.append(button(labels.cancel, () => this.cancel()));
    this.controls.append(tools);
    if (this.camera) this.controls.append(this.camera.node);
    if (wanted.album) this.buildPath();
    this.progress = make("div", {class: "wxlab-sending", hidden: ""});
    this.bar = make("progress", {max: "1", "aria-label": wanted.title});
    this.numbers = make("span", {});
    this.progress.append(this.bar, this.numbers, button(labels.cancel, () => this.cancel()));
    this.notice = make("p", {class: "wxlab-notice", role: "alert"});
    this.outcome = make("p", {class: "wxlab-outcome", role: "status", tabindex: "-1"});
    this.root.append(this.controls, this.progress, this.notice, this.outcome);
    el.append(this.root);
    if (!wanted.album && !this.camera) this.notify(labels["only camera"]);
  }

  buildAlbum(tools) {
    this.input = make("input", {type: "file", hidden: "", accept: this.wanted.accept});
    this.input.multiple = this.wanted.count > 1;
    this.input.addEventListener("change", () => {
      const files = [...this.input.files];
      this.input.value = ""; // the same file may be chosen once more
      if (files.length) this.offer(files);
    });
    const drop = make("span", {class: "wxlab-drop"}, this.labels.drop);
    tools.append(button(this.labels.album, () => this.input.click()), this.input, drop);
    this.root.addEventListener("dragover", event => this.over(event));
    this.root.addEventListener("dragleave", () => this.root.classList.remove("wxlab-over"));
    this.root.addEventListener("drop", event => this.dropped(event));
  }

  buildCamera(tools) {
    this.camera = new Camera(this.labels, this.wanted.facing, {
      taken: file => this.offer([file]),
      failed: why => this.notify(why),
    });
    tools.append(this.camera.opener);
  }

  buildPath() {
    const row = make("div", {class: "wxlab-tools"});
    const label = make("label", {}, this.labels.path);
    const path = make("input", {type: "text", spellcheck: "false", autocomplete: "off"});
    label.append(path);
    const take = () => {
      this.notify("");
      if (path.value.trim()) this.say("path", {text: path.value});
    };
    // No form: a notebook keeps Enter from submitting any.
    path.addEventListener("keydown", event => {
      if (event.key === "Enter" && !event.isComposing) take();
    });
    row.append(label, button(this.labels["take path"], take));
    this.controls.append(row);
  }

  // -- choosing -------------------------------------------------------------------------------

  over(event) {
    event.preventDefault();
    event.stopPropagation();
    this.root.classList.add("wxlab-over");
  }

  dropped(event) {
    this.over(event);
    this.root.classList.remove("wxlab-over");
    const files = [...event.dataTransfer.files];
    if (this.controls.hidden || this.controls.disabled) return;
    if (files.length) this.offer(files);
    else this.notify(this.labels.empty);
  }

  offer(files) {
    const {count, most} = this.wanted;
    const taken = files.slice(0, count);
    const large = taken.find(file => file.size > most);
    if (large) {
      const words = {name: large.name, size: this.size(large.size), most: this.size(most)};
      this.notify(fill(this.labels["too large"], words));
      return;
    }
    const more = files.length > count;
    this.notify(more ? fill(this.labels["too many"], {given: files.length, count}) : "");
    this.camera?.close();
    this.files = taken;
    this.controls.hidden = true;
    this.progress.hidden = false;
    this.draw(0, 0);
    this.say("begin", {files: taken.map(({name, size}) => ({name: name.toWellFormed(), size}))});
  }

  async sendPiece({number, at}) {
    const file = this.files[number];
    if (!file) return;
    this.draw(number, at);
    try {
      const piece = await file.slice(at, at + this.wanted.piece).arrayBuffer();
      this.say("piece", {at}, [piece]);
    } catch (error) { // it has changed on the disk since, or may not be read
      this.rest();
      this.notify(`${file.name}: ${error.message}`);
    }
  }

  draw(number, at) {
    const file = this.files[number];
    this.bar.value = file.size ? at / file.size : 1;
    const percent = Math.floor(this.bar.value * 100);
    setText(this.numbers, fill(this.labels.sending, {name: file.name, percent}));
  }

  size(bytes) {
    return fill(this.labels.size, {mb: (bytes / 1e6).toFixed(1)});
  }

  cancel() {
    this.files = [];
    this.say("cancel");
  }

  // Nothing is being sent: everything can be chosen again.
  rest() {
    this.files = [];
    this.controls.hidden = false;
    this.progress.hidden = true;
  }

  notify(text) {
    setText(this.notice, text);
  }

  // -- how it ends ----------------------------------------------------------------------------

  end() {
    const ended = this.model.get("ended");
    if (!ended) return;
    clearTimeout(this.patience);
    this.camera?.close();
    const inside = this.root.contains(document.activeElement);
    this.controls.hidden = this.progress.hidden = true;
    setText(this.outcome, ended);
    if (inside) this.outcome.focus(); // what had the focus is gone
  }

  lose() {
    if (this.model.get("ended")) return;
    clearTimeout(this.patience);
    this.camera?.close();
    this.rest();
    this.controls.disabled = true;
    this.notify(this.labels.lost);
  }
}
