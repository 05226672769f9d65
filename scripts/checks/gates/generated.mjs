import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatorsOf, runGenerator } from '../generators.mjs';
import { copyProject } from '../overlay.mjs';
import { sourceFiles } from '../source-files.mjs';

const ENDINGS = ['.ts', '.json'];

export const generated = {
  name: 'generated',
  needs: ['compile'],
  title: 'Generated files are fresh',
  async run(root) {
    const generators = generatorsOf(root);
    const copy = copyProject(root);
    try {
      for (const path of generators) runGenerator(copy.folder, path);
      const after = sourceFiles(copy.folder, 'backend', ENDINGS);
      const faults = after
        .filter((path) => !existsSync(join(root, path)) || !readFileSync(join(root, path)).equals(readFileSync(join(copy.folder, path))))
        .map((path) => `${path} is not what its generator writes: run "npm run generate"`);
      return { checked: generators.length, unit: 'generators', faults };
    } catch (error) {
      return { checked: generators.length, unit: 'generators', faults: [error.message] };
    } finally {
      copy.remove();
    }
  },
  canaries: [
    {
      plants: 'a generated file edited by hand',
      edit: { 'backend/platform/chain/abi/credit-ledger.ts': (text) => `${text}\n// by hand\n` },
      expects: /credit-ledger\.ts is not what its generator writes/,
    },
  ],
};
