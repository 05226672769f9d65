import { runTool, verdict } from '../run-tool.mjs';

/** Both projects are checked; each must list files of its own. */
async function check(root, project) {
  const { code, output } = await runTool(root, 'typescript/bin/tsc', ['-p', project, '--listFiles', '--pretty', 'false']);
  const lines = output.split('\n').filter((line) => line !== '');
  const isListed = (line) => /^(\/|[A-Za-z]:[\\/])/.test(line);
  const own = lines.filter((line) => isListed(line) && !line.includes('node_modules')).length;
  const faults = verdict({ code, output: lines.filter((line) => !isListed(line)).join('\n') }, own).faults;
  return { checked: own, faults: own === 0 ? [...faults, `${project} lists no file`] : faults };
}

export const types = {
  name: 'types',
  title: 'The types hold',
  async run(root) {
    const results = [await check(root, 'tsconfig.json'), await check(root, 'web/tsconfig.json')];
    return {
      checked: results.reduce((sum, result) => sum + result.checked, 0),
      unit: 'files',
      faults: results.flatMap((result) => result.faults),
    };
  },
  canaries: [
    {
      plants: 'a text where a number belongs, and an unchecked index in the console',
      files: {
        'backend/scoring/canary.ts': "export const canary: number = 'text';\n",
        'web/src/app/canary.ts': 'export function canary(list: readonly string[]): string {\n  return list[0];\n}\n',
      },
      expects: /scoring.canary\.ts.*TS2322/,
      expectsAll: [/app.canary\.ts.*TS2322/],
    },
  ],
};
