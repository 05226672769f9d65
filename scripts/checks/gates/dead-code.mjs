import { runTool, verdict } from '../run-tool.mjs';
import { sourceFiles } from '../source-files.mjs';

export const deadCode = {
  name: 'dead code',
  title: 'Nothing is left unused',
  async run(root) {
    const files = ['backend', 'web/src', 'scripts', 'test'].flatMap((folder) => sourceFiles(root, folder, ['.ts', '.tsx', '.mjs']));
    return verdict(await runTool(root, 'knip/bin/knip.js', ['--no-progress', '--no-config-hints']), files.length);
  },
  canaries: [
    { plants: 'a file that nobody imports', files: { 'backend/scoring/canary.ts': 'export const canary = 1;\n' }, expects: /canary\.ts/ },
    {
      plants: 'a package that nobody imports',
      edit: { 'package.json': (text) => text.replace('"dependencies": {', '"dependencies": {\n    "left-pad": "1.3.0",') },
      expects: /left-pad/,
    },
  ],
};
