// Small pieces that the parts of a page are made of.

function make(tag, attributes, text = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

function button(text, act) {
  const node = make("button", {type: "button"}, text);
  node.addEventListener("click", act);
  return node;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function fill(words, values) {
  return words.replace(/\{([^}]+)\}/g, (_, name) => values[name]);
}

function seconds(ms) {
  return (ms / 1000).toFixed(ms < 1000 ? 3 : ms < 10_000 ? 2 : 1);
}
