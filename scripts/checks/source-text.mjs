/**
 * Blanks comments and takes string contents out of TypeScript text, so that words inside them are not read as code.
 * `code` keeps every position and line; a string literal becomes its quotes around spaces, and `strings` holds what stood there.
 */
export function maskSource(text) {
  const out = text.split('');
  const strings = new Map();
  const templateDepths = [];
  let braces = 0;
  let i = 0;
  const blank = (from, to) => {
    for (let k = from; k < to; k++) if (out[k] !== '\n') out[k] = ' ';
  };
  const readTemplate = (from) => {
    let k = from;
    while (k < text.length) {
      if (text[k] === '\\') k += 2;
      else if (text[k] === '`') return { end: k + 1, nested: false };
      else if (text[k] === '$' && text[k + 1] === '{') return { end: k + 2, nested: true };
      else k += 1;
    }
    return { end: text.length, nested: false };
  };
  const takeTemplate = (from) => {
    const part = readTemplate(from);
    blank(from, part.nested ? part.end - 2 : part.end - 1);
    if (part.nested) {
      templateDepths.push(braces);
      braces += 1;
    }
    return part.end;
  };
  while (i < text.length) {
    const char = text[i];
    const next = text[i + 1];
    if (char === '/' && next === '/') {
      const end = text.indexOf('\n', i);
      const stop = end === -1 ? text.length : end;
      blank(i, stop);
      i = stop;
    } else if (char === '/' && next === '*') {
      const end = text.indexOf('*/', i + 2);
      const stop = end === -1 ? text.length : end + 2;
      blank(i, stop);
      i = stop;
    } else if (char === "'" || char === '"') {
      const end = endOfString(text, i, char);
      strings.set(i, text.slice(i + 1, end - 1));
      blank(i + 1, end - 1);
      i = end;
    } else if (char === '`') {
      i = takeTemplate(i + 1);
    } else if (char === '/' && startsRegex(out, i)) {
      const end = endOfRegex(text, i);
      blank(i + 1, end - 1);
      i = end;
    } else if (char === '}' && templateDepths.length > 0 && templateDepths.at(-1) === braces - 1) {
      templateDepths.pop();
      braces -= 1;
      i = takeTemplate(i + 1);
    } else {
      if (char === '{') braces += 1;
      if (char === '}') braces -= 1;
      i += 1;
    }
  }
  return { code: out.join(''), strings };
}

function endOfString(text, start, quote) {
  let k = start + 1;
  while (k < text.length && text[k] !== quote && text[k] !== '\n') k += text[k] === '\\' ? 2 : 1;
  return Math.min(k + 1, text.length);
}

function startsRegex(out, at) {
  let k = at - 1;
  while (k >= 0 && /\s/.test(out[k])) k -= 1;
  if (k < 0) return true;
  if ('(,=:[!&|?{};+-*%<>~^'.includes(out[k])) return !(out[k] === '<' || (out[k] === '>' && out[k - 1] !== '='));
  let word = '';
  while (k >= 0 && /[A-Za-z]/.test(out[k])) word = out[k--] + word;
  return word === 'return' || word === 'typeof' || word === 'case' || word === 'of' || word === 'in' || word === 'await';
}

function endOfRegex(text, start) {
  let inClass = false;
  for (let k = start + 1; k < text.length; k++) {
    if (text[k] === '\\') k += 1;
    else if (text[k] === '\n') return start + 1;
    else if (text[k] === '[') inClass = true;
    else if (text[k] === ']') inClass = false;
    else if (text[k] === '/' && !inClass) return k + 1;
  }
  return start + 1;
}

export function lineOf(text, position) {
  let line = 1;
  for (let k = 0; k < position; k++) if (text[k] === '\n') line += 1;
  return line;
}

const FORMS = [
  { pattern: /\b(?:import|export)\b([^;'"()]*?)\bfrom\s*(['"])/g, kind: 'static' },
  { pattern: /\bimport\s*(['"])/g, kind: 'static' },
  { pattern: /\bimport\s*\(\s*(['"])/g, kind: 'dynamic' },
  { pattern: /\brequire\s*\(\s*(['"])/g, kind: 'dynamic' },
  { pattern: /\bnew\s+URL\s*\(\s*(['"])/g, kind: 'url' },
];

/** Every module that `text` names: value, type, re-export, side-effect, dynamic and `import('x')` type imports. */
export function importsOf(text) {
  const { code, strings } = maskSource(text);
  const found = [];
  for (const { pattern, kind } of FORMS) {
    for (const match of code.matchAll(pattern)) {
      const quoteAt = match.index + match[0].length - 1;
      const specifier = strings.get(quoteAt);
      if (specifier === undefined) continue;
      const typeOnly = kind === 'static' && /^\s*type\b/.test(match[1] ?? '') && match[2] !== undefined;
      found.push({ specifier, kind, typeOnly, line: lineOf(text, match.index) });
    }
  }
  return found;
}
