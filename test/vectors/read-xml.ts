/** An element of XML; white space between elements is dropped. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (/[<]/.test(text)) throw new Error(`"<" stands in ${text}`);
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, code: string | undefined, name: string | undefined) => {
    const found = code === undefined ? NAMED[name ?? ''] : String.fromCodePoint(Number(code));
    if (found === undefined) throw new Error(`${whole} is no reference`);
    return found;
  });
}

function readAttributes(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const left = text.replace(/\s+([\w:]+)="([^"]*)"/g, (_whole, name: string, value: string) => {
    if (name in found) throw new Error(`Attribute ${name} occurs twice`);
    // A parser turns white space that is not written as a reference into blanks.
    found[name] = unescaped(value.replace(/[\t\n\r]/g, ' '));
    return '';
  });
  if (left.trim() !== '') throw new Error(`${left} are no attributes`);
  return found;
}

/** The root of well-formed XML without comments, CDATA or processing instructions; anything else throws. */
export function readXml(document: string): XmlElement {
  const body = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
  const open: { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }[] = [
    { name: '', attributes: {}, children: [], text: '' },
  ];
  const top = () => {
    const last = open.at(-1);
    if (last === undefined) throw new Error('More elements end than begin');
    return last;
  };
  let at = 0;
  for (const match of body.matchAll(/<(\/?)([\w:]+)((?:\s+[\w:]+="[^"]*")*)\s*(\/?)>/g)) {
    top().text += unescaped(body.slice(at, match.index));
    at = match.index + match[0].length;
    const [, ends, name = '', attributes = '', isEmpty] = match;
    if (ends === '/') {
      const { children, text, ...element } = top();
      if (element.name !== name) throw new Error(`${name} ends where ${element.name} is open`);
      open.pop();
      top().children.push({ ...element, children, text: children.length > 0 ? text.trim() : text });
    } else if (isEmpty === '/') top().children.push({ name, attributes: readAttributes(attributes), children: [], text: '' });
    else open.push({ name, attributes: readAttributes(attributes), children: [], text: '' });
  }
  const [root, ...others] = top().children;
  if (root === undefined || others.length > 0 || open.length > 1 || body.slice(at).trim() !== '') throw new Error('There is not one root element');
  return root;
}
