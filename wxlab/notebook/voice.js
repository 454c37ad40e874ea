// A live region beside the parts of a view, which speaks for them and notices when the kernel goes.

export default {
  render({model, el}) {
    const heard = document.createElement("div");
    heard.className = "wxlab-heard";
    heard.setAttribute("role", "status");
    heard.setAttribute("aria-live", "polite");
    const notice = document.createElement("p");
    notice.className = "wxlab-notice";
    notice.setAttribute("role", "alert");
    el.lang = model.get("lang");
    el.append(heard, notice);

    const view = () => el.closest(".wxlab-watch") ?? el;
    // Keys belong to the view's own controls; the notebook would take Enter and the arrows.
    requestAnimationFrame(() => { view().dataset.lmSuppressShortcuts = "true"; });

    const speak = () => { heard.textContent = model.get("said"); };
    const gone = () => {
      if (model.get("over")) return;
      notice.textContent = model.get("gone");
      view().classList.add("wxlab-gone");
      for (const button of view().querySelectorAll("button")) button.disabled = true;
    };
    speak();
    model.on("change:said", speak);
    // ipywidgets tells its models when they lose their kernel.
    model.on("comm_live_update", gone);
    return () => {
      model.off("change:said", speak);
      model.off("comm_live_update", gone);
    };
  },
};
