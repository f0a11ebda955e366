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
    'justify-content', 'gap', 'padding', 'margin', 'min-width', 'min-height', 'max-width',
    'max-height', 'background-color', 'background-image', 'border-top', 'border-right',
    'border-bottom', 'border-left', 'border-radius', 'box-shadow', 'outline', 'opacity', 'overflow',
    'text-overflow', 'text-decoration-line', 'z-index', 'transform', 'appearance', 'fill', 'stroke',
  ];
  const SIDES = ['top', 'right', 'bottom', 'left'];
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.documentElement.append(frame);
  const valueOf = (node, name) => {
    const style = node.ownerDocument.defaultView.getComputedStyle(node);
    const value = style.getPropertyValue(name);
    // As computed, not as used: that keeps `auto`, and does not depend on the letters' width.
    const sides = () => SIDES.map((side) => String(node.computedStyleMap().get(`${name}-${side}`)));
    if (name === 'margin') return sides().join(' ');
    // What is not drawn has no colour that matters, and items of a box have `auto` for nothing.
    if (name.startsWith('border-') && /^0px|none/.test(value)) return 'none';
    if (name === 'outline' && style.outlineStyle === 'none') return 'none';
    if (name.startsWith('min-') && value === 'auto') return '0px';
    if (name === 'fill' || name === 'stroke') return node.localName === 'svg' ? value : '';
    return value;
  };
  const usual = new Map();
  const usualOf = (tag) => {
    if (!usual.has(tag)) {
      const node = frame.contentDocument.body.appendChild(frame.contentDocument.createElement(tag));
      usual.set(tag, new Map(OWN.map((name) => [name, valueOf(node, name)])));
    }
    return usual.get(tag);
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
    // How a drawing is made up is no matter of style, and a script is not seen.
    if (node.localName === 'svg') return;
    for (const child of node.children) if (child.localName !== 'script') walk(child, depth + 1);
  };
  walk(document.body, 0);
  frame.remove();
  return lines.join('\n') + '\n';
})()
