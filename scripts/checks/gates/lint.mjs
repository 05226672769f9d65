import { numberIn, runTool, verdict } from '../run-tool.mjs';

const LONG = Array.from({ length: 75 }, (_, line) => `  sum += ${line};`).join('\n');

export const lint = {
  name: 'lint',
  title: 'No lint rule is broken',
  async run(root) {
    const result = await runTool(root, '@biomejs/biome/bin/biome', [
      'lint',
      '.',
      '--error-on-warnings',
      '--max-diagnostics=none',
      '--colors=off',
    ]);
    return verdict(result, numberIn(result.output, /Checked (\d+) files?/));
  },
  canaries: [
    {
      plants: 'an any, a non-null assertion, an unused import and a console call',
      files: {
        'backend/platform/canary.ts':
          "import { join } from 'node:path';\nexport function canary(value: any): string {\n  console.log(value);\n  return value.text!;\n}\n",
      },
      expects: /noExplicitAny/,
      expectsAll: [/noNonNullAssertion/, /noUnusedImports/, /noConsole/],
    },
    {
      plants: 'a read of process.env and a function of 75 lines',
      files: {
        'backend/scoring/canary.ts': `export const canary = process.env.HOME;\nexport function long(): number {\n  let sum = 0;\n${LONG}\n  return sum;\n}\n`,
      },
      expects: /noProcessEnv/,
      expectsAll: [/noExcessiveLinesPerFunction/],
    },
    {
      plants: 'an import of the console into a domain folder',
      files: { 'backend/scoring/domain/canary.ts': "import { readFileSync } from 'node:fs';\nexport const canary = readFileSync;\n" },
      expects: /noRestrictedImports/,
    },
  ],
};
