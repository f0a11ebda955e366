// The page as text: each element with its attributes and what its style adds to the usual.
(() => {
  const ATTRIBUTES = ['id', 'role', 'type', 'hidden', 'disabled', 'href', 'tabindex'];
  const INHERITED = [
    'color', 'font-family', 'font-size', 'font-style', 'font-weight', 'line-height',
    'letter-spacing', 'text-align', 'text-transform', 'white-space-collapse', 'cursor',
    'visibility', 'font-variant-numeric',
  ];
  const OWN = [
    'display', 'position', 'flex-direction', 'flex-wrap', 'flex-grow', 'align-items',
    'justify-content', 'row-gap', 'column-gap', 'padding-top', 'padding-right', 'padding-bottom',
    'padding-left', 'margin-top', 'margin-right', 'margin-bottom', 'margin-left', 'min-width',
    'min-height', 'max-width', 'max-height', 'background-color', 'background-image',
    'border-top-width', 'border-top-style', 'border-top-color', 'border-left-width',
    'border-left-style', 'border-left-color', 'border-top-left-radius', 'border-bottom-right-radius',
    'box-shadow', 'outline-width', 'outline-style', 'outline-color', 'outline-offset', 'opacity',
    'overflow-x', 'overflow-y', 'text-overflow', 'text-decoration-line', 'z-index', 'transform',
    'appearance', 'fill', 'stroke',
  ];
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.documentElement.append(frame);
  const usual = new Map();
  const usualOf = (tag) => {
    if (!usual.has(tag)) {
      const node = frame.contentDocument.body.appendChild(frame.contentDocument.createElement(tag));
      const style = frame.contentWindow.getComputedStyle(node);
      usual.set(tag, new Map(OWN.map((name) => [name, style.getPropertyValue(name)])));
    }
    return usual.get(tag);
  };
  // The computed value, which keeps `auto` and percentages, where there is one.
  const valueOf = (node, name) => {
    const style = getComputedStyle(node);
    const isLength = name.startsWith('margin-') && node.computedStyleMap;
    return isLength ? String(node.computedStyleMap().get(name)) : style.getPropertyValue(name);
  };
  const styleOf = (node) => {
    const parent = node.parentElement;
    const inherited = INHERITED.filter((name) => valueOf(node, name) !== valueOf(parent, name));
    const own = OWN.filter((name) => valueOf(node, name) !== usualOf(node.localName).get(name));
    return [...inherited, ...own].map((name) => `${name}: ${valueOf(node, name)}`);
  };
  const attributesOf = (node) => {
    const classes = [...node.classList].sort().map((name) => `.${name}`).join('');
    const named = [...node.attributes]
      .filter(({ name }) => ATTRIBUTES.includes(name) || name.startsWith('aria-'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, value }) => (value ? ` ${name}=${JSON.stringify(value)}` : ` ${name}`));
    return classes + named.join('');
  };
  const textOf = (node) => [...node.childNodes]
    .filter((child) => child.nodeType === Node.TEXT_NODE)
    .map((child) => child.data.trim())
    .filter(Boolean)
    .join(' ');
  const lines = [];
  const walk = (node, depth) => {
    const text = textOf(node);
    const said = text ? ` ${JSON.stringify(text)}` : '';
    lines.push(`${'  '.repeat(depth)}${node.localName}${attributesOf(node)}${said}`);
    for (const style of styleOf(node)) lines.push(`${'  '.repeat(depth + 2)}${style}`);
    // How a drawing is made up is no matter of style.
    if (node.localName !== 'svg') for (const child of node.children) walk(child, depth + 1);
  };
  walk(document.body, 0);
  frame.remove();
  return lines.join('\n') + '\n';
})()
