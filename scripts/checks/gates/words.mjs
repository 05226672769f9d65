import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from '../source-files.mjs';
import { lineOf } from '../source-text.mjs';

const FOLDERS = ['backend', 'web', 'contracts', 'scripts', 'test', '.ci'];
const ENDINGS = ['.ts', '.tsx', '.mjs', '.sol', '.md', '.css', '.html', '.prisma', '.json', '.sql'];

/** Written apart, so that this file does not hold the words itself. */
const BANNED = [
  [
    new RegExp(`\\b(${['TO', 'FIX', 'XX', 'HA'].map((start, index) => start + ['DO', 'ME', 'X', 'CK'][index]).join('|')})\\b`),
    'a mark of unfinished work: open an issue instead',
  ],
  [new RegExp(`(?<![\\w.-])/(?:${['root', 'home', 'Users', 'work'].join('|')})/[\\w.-]+`), "a path of somebody's own machine"],
  [/^(?:<{7}|>{7}) /m, 'a mark of an unfinished merge'],
];

export const words = {
  name: 'words',
  title: 'No marks of unfinished work, no private paths',
  async run(root) {
    const files = [...FOLDERS.flatMap((folder) => sourceFiles(root, folder, ENDINGS)), 'README.md', 'package.json'];
    const faults = files.flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return BANNED.flatMap(([pattern, what]) => {
        const match = pattern.exec(text);
        return match ? [`${path}:${lineOf(text, match.index)} has ${what}`] : [];
      });
    });
    return { checked: files.length, unit: 'files', faults };
  },
  canaries: [
    {
      plants: 'a mark of unfinished work',
      files: { 'backend/scoring/canary.ts': `// ${'TO'}${'DO'} later\nexport const canary = 1;\n` },
      expects: /unfinished work/,
    },
    {
      plants: 'a private path',
      files: { 'backend/scoring/canary.ts': `export const canary = '/${'home'}/somebody/file';\n` },
      expects: /own machine/,
    },
  ],
};
