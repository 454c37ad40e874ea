// A sound that Python has sent, and the browser's own controls for it. It does what `state` says, and
// tells what its user does with the controls.

const ALL = "audio.wxlab-voice";

export default {
  render({model, el}) {
    const labels = model.get("labels");
    const name = model.get("name");
    const root = make("section", {class: "wxlab-player", "aria-label": fill(labels.play, {name})});
    root.lang = model.get("lang");
    root.dataset.lmSuppressShortcuts = "true";
    const audio = make("audio", {class: "wxlab-voice", controls: "", "aria-label": name});
    const said = make("p", {role: "status"});
    const notice = make("p", {class: "wxlab-notice", role: "alert"});
    root.append(said, audio, notice);
    el.append(root);

    const url = URL.createObjectURL(new Blob([model.get("sound")], {type: model.get("kind")}));
    audio.src = url;
    const tell = kind => {
      if (model.get("state") !== kind) model.send({kind});
    };
    const ended = () => tell("ended");

    audio.addEventListener("play", () => {
      // The event comes a moment after the call; another sound may have interrupted this one since.
      if (audio.paused) return;
      for (const other of document.querySelectorAll(ALL)) if (other !== audio) other.pause();
      notice.textContent = "";
      tell("playing");
    });
    audio.addEventListener("timeupdate", () => {
      if (audio.currentTime < model.get("seconds")) return;
      audio.pause();
      audio.currentTime = 0;
      ended();
    });
    audio.addEventListener("ended", ended);
    audio.addEventListener("error", () => {
      notice.textContent = fill(labels["cannot play"], {name});
    });

    const obey = () => {
      const state = model.get("state");
      setText(said, fill(labels[state === "playing" ? "play" : state], {name}));
      if (state === "playing") {
        if (audio.paused) audio.play().catch(error => {
          if (error.name === "NotAllowedError") notice.textContent = labels["by hand"];
        });
        return;
      }
      audio.pause();
      if (state === "stopped" || state === "interrupted") audio.currentTime = 0;
    };
    obey();
    model.on("change:state", obey);
    return () => {
      model.off("change:state", obey);
      audio.pause();
      URL.revokeObjectURL(url);
    };
  },
};
