import { expect, test } from 'vitest';
import { importsOf, maskSource } from './source-text.mjs';

test('finds every form of import', () => {
  const text = [
    "import a, { b } from 'one';",
    "import type { C } from 'two';",
    "import 'three';",
    "export { d } from 'four';",
    "export type { E } from 'five';",
    "const f = await import('six');",
    "type G = import('seven').G;",
    'import {\n  h,\n  i,\n} from "eight";',
  ].join('\n');
  expect(
    importsOf(text)
      .map((entry) => entry.specifier)
      .sort(),
  ).toEqual(['eight', 'five', 'four', 'one', 'seven', 'six', 'three', 'two']);
  expect(
    importsOf(text)
      .filter((entry) => entry.typeOnly)
      .map((entry) => entry.specifier),
  ).toEqual(['two', 'five']);
});

test('reads nothing out of comments, strings, templates and regular expressions', () => {
  const text = [
    "// import x from 'no1';",
    "/* import x from 'no2'; */",
    'const a = "import x from \'no3\'";',
    "const b = `import x from 'no4' ${c ? `import('no5')` : ''} import('no6')`;",
    "const d = /import 'no7'/.test(e);",
    "import f from 'yes';",
  ].join('\n');
  expect(importsOf(text).map((entry) => entry.specifier)).toEqual(['yes']);
});

test('code inside a template placeholder is still read', () => {
  expect(maskSource('const a = `x ${Date.now()} y`;').code).toContain('Date.now()');
});

test('positions and lines stay where they were', () => {
  const text = "const a = 'x\\'y'; // z\nconst b = 1;";
  const { code } = maskSource(text);
  expect(code.length).toBe(text.length);
  expect(code.indexOf('const b')).toBe(text.indexOf('const b'));
});
