// The camera, where the page has one: what it sees, and a button that takes the picture.

class Camera {
  constructor(labels, facing, {taken, failed}) {
    this.labels = labels;
    this.facing = facing;
    this.failed = failed;
    this.taken = taken;
    this.node = make("div", {class: "wxlab-camera", hidden: ""});
    this.video = make("video", {muted: "", playsinline: "", "aria-label": labels["camera view"]});
    this.video.muted = true;
    this.shutter = button(labels["take picture"], () => this.take());
    const tools = make("div", {class: "wxlab-tools"});
    this.away = button(labels["close camera"], () => this.close(true));
    tools.append(this.shutter, this.away);
    this.node.append(this.video, tools);
    this.opener = button(labels.camera, () => this.open());
  }

  static there() {
    return Boolean(navigator.mediaDevices?.getUserMedia);
  }

  async open() {
    this.opener.disabled = true;
    try {
      const video = {facingMode: this.facing};
      this.stream = await navigator.mediaDevices.getUserMedia({video});
      if (this.gone) return this.close();
      this.video.srcObject = this.stream;
      await this.video.play();
    } catch (error) {
      this.close();
      this.failed(fill(this.labels["no camera"], {why: error.message || error.name}));
      return;
    }
    this.node.hidden = false;
    this.shutter.focus();
  }

  take() {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.video.videoWidth, this.video.videoHeight];
    canvas.getContext("2d").drawImage(this.video, 0, 0);
    canvas.toBlob(blob => {
      this.close();
      if (blob) this.taken(new File([blob], "camera.jpg", {type: blob.type}));
    }, "image/jpeg", 0.92);
  }

  close(back = false) {
    this.stream?.getTracks().forEach(track => track.stop());
    this.stream = null;
    this.video.srcObject = null;
    this.node.hidden = true;
    this.opener.disabled = false;
    if (back) this.opener.focus();
  }

  leave() {
    this.gone = true;
    this.close();
  }
}
