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
};
