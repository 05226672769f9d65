import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

const LEFT_OUT = new Set(['.git', 'node_modules', '.credence', 'coverage', 'cache']);

/** A copy of the sources at `root` in a temporary folder, with the same packages, in which anything may be spoiled. */
export function copyProject(root) {
  const folder = mkdtempSync(join(tmpdir(), 'credence overlay '));
  cpSync(root, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(basename(path)) || relative(root, path) === '' || /(^|[\\/])generated[\\/]/.test(relative(root, path)),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes `files` and applies `edit` in `folder`; the answer puts everything back. */
export function plant(folder, { files = {}, edit = {} }) {
  const undo = [];
  const write = (path, text) => {
    const full = join(folder, path);
    const before = existsSync(full) ? readFileSync(full) : undefined;
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    undo.push(() => (before === undefined ? rmSync(full) : writeFileSync(full, before)));
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const [path, change] of Object.entries(edit)) {
    const before = readFileSync(join(folder, path), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`The canary does not change ${path}.`);
    write(path, after);
  }
  return () => {
    for (const step of undo.reverse()) step();
  };
}
