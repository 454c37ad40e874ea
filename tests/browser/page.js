// What the tests ask of a notebook page; put into every page before its own scripts run.
window.wxlab = {
  seen: [],
  clicked: null,
  look: () => {},

  cell: index => document.querySelectorAll('.jp-Notebook .jp-Cell')[index],
  prompt: index => wxlab.cell(index).querySelector('.jp-InputPrompt')?.textContent.trim() ?? '',
  text: index => wxlab.cell(index).querySelector('.jp-Cell-outputArea')?.innerText ?? '',
  find: code =>
    [...document.querySelectorAll('.jp-Notebook .jp-Cell')].findIndex(
      cell => cell.matches('.jp-CodeCell') && cell.innerText.includes(code)
    ),
  isNumbered: prompt => /^\[\d+\]/.test(prompt),

  // How far the first progress bar below a cell is filled, in percent; null where there is none.
  bar: index => {
    const bar = wxlab.cell(index).querySelector('.progress-bar');
    return bar ? Math.round(parseFloat(bar.style.width) * 10) / 10 : null;
  },

  prompts: () =>
    [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(prompt =>
      prompt.textContent.trim()
    ),

  // The rows of the network panel that are shown, each as its cells' texts.
  panelRows: () =>
    [...document.querySelectorAll('.wxlab-panel > table > tbody > tr:not([hidden])')].map(row =>
      Object.fromEntries(
        [...row.children].map(cell => [cell.className.replace('wxlab-', ''), cell.innerText.trim()])
      )
    ),

  // How long the page could not draw, at worst, in milliseconds: from `watchFrames` on.
  longestFrame: 0,
  watchFrames: () => {
    let last = performance.now();
    wxlab.longestFrame = 0;
    const frame = now => {
      wxlab.longestFrame = Math.max(wxlab.longestFrame, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(now => { last = now; requestAnimationFrame(frame); });
  },

  // Every text that live regions below a cell have held, in order.
  heard: [],
  listen: index => {
    const note = () => {
      for (const region of wxlab.cell(index).querySelectorAll('[aria-live]')) {
        const text = region.textContent;
        if (text && region.wxlabLast !== text) wxlab.heard.push(region.wxlabLast = text);
      }
    };
    note();
    new MutationObserver(note).observe(
      wxlab.cell(index), {subtree: true, childList: true, characterData: true}
    );
  },

  // Texts below a cell that are hard to read: their contrast with the ground they stand on.
  faint: index => {
    const channel = value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    // Any colour of CSS, as the page itself would paint it.
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgba = colour => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], ground) =>
      [r, g, b].map((value, at) => value * a + ground[at] * (1 - a));
    const groundOf = node => {
      const layers = [];
      for (let at = node; at; at = at.parentElement) {
        const layer = rgba(getComputedStyle(at).backgroundColor);
        layers.push(layer);
        if (layer[3] === 1) break;
      }
      return layers.reduceRight((ground, layer) => over(layer, ground), [255, 255, 255]);
    };
    const found = [];
    const root = wxlab.cell(index).querySelector('.jp-Cell-outputArea');
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      // The notebook's own prompts are not ours to colour.
      const skipped = '[disabled], option, style, .jp-OutputPrompt';
      if (!text.textContent.trim() || !node.checkVisibility() || node.closest(skipped)) continue;
      const ground = groundOf(node);
      const ink = light(over(rgba(getComputedStyle(node).color), ground));
      const paper = light(ground);
      const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      if (ratio < 4.5) found.push([text.textContent.trim().slice(0, 40), ratio.toFixed(2)]);
    }
    return found;
  },

  // Look at a cell every 20 ms, and keep each change of what a person would see there.
  record: index => {
    const look = () => {
      const now = {
        bar: wxlab.bar(index), prompt: wxlab.prompt(index), text: wxlab.text(index)
      };
      const last = wxlab.seen[wxlab.seen.length - 1];
      if (!last || Object.keys(now).some(key => last[key] !== now[key]))
        wxlab.seen.push({...now, at: performance.now()});
    };
    document.addEventListener('click', () => { wxlab.clicked = performance.now(); }, true);
    look();
    setInterval(look, 20);
    wxlab.look = look;
  },

  // In how many ways the recorded cell's bar has been filled since a moment.
  fillings: from =>
    new Set(wxlab.seen.filter(one => one.at >= from && one.bar !== null).map(one => one.bar)).size,
};
