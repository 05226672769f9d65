import { numberIn, runTool, verdict } from '../run-tool.mjs';

export const format = {
  name: 'format',
  title: 'TypeScript, JSON and CSS are formatted',
  async run(root) {
    const result = await runTool(root, '@biomejs/biome/bin/biome', ['format', '.', '--max-diagnostics=none', '--colors=off']);
    return verdict(result, numberIn(result.output, /Checked (\d+) files?/));
  },
  canaries: [
    { plants: 'an unformatted line', files: { 'backend/kernel/canary.ts': 'export const canary = {a:1}\n' }, expects: /canary\.ts/ },
  ],
};
