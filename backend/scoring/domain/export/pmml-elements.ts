import { exportImpossible } from './sql-dialects.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 cannot hold, not even escaped. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

export type XmlAttributes = Readonly<Record<string, string | number>>;

/** An element with its children indented below it. */
export function element(name: string, attributes: XmlAttributes, children: readonly string[] = []): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  if (children.length === 0) return `<${name}${head.join('')}/>`;
  const inner = children.flatMap((child) => child.split('\n').map((line) => ` ${line}`)).join('\n');
  return `<${name}${head.join('')}>\n${inner}\n</${name}>`;
}

export function escaped(text: string): string {
  if (UNWRITABLE.test(text) || !text.isWellFormed()) throw exportImpossible(text, 'XML has no such character');
  return text.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}
