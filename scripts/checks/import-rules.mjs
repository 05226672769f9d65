import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { CONTRACT_LAYERS, IMPURE, isPure, isPurePackage, isTest, isWorkshop, mayWebImport, ROOMS, roomOf } from './house.mjs';
import { sourceFiles } from './source-files.mjs';
import { importsOf, lineOf, maskSource } from './source-text.mjs';

const VAGUE_NAMES = /(^|\/)(utils?|helpers?|common|misc|index)\.(ts|tsx|mjs)$/;

/** Path of the imported file relative to the root, or undefined for a package. */
function targetOf(path, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  return posix.normalize(posix.join(dirname(path), specifier.replace(/\?.*$/, '')));
}

function backendFault(path, target) {
  const room = roomOf(path);
  const other = roomOf(target);
  if (!target.startsWith('backend/')) return target.startsWith('data/') ? undefined : 'the back end imports nothing from outside of it';
  if (other === undefined) return undefined;
  if (ROOMS.indexOf(other) > ROOMS.indexOf(room)) return `${room} stands above ${other} and must not import from below`;
  if (isPure(path) && !isPure(target)) return 'domain/ and kernel/ import only kernel/ and domain/';
  return undefined;
}

function webFault(target) {
  if (target.startsWith('web/')) return undefined;
  if (target.startsWith('backend/'))
    return mayWebImport(target) ? undefined : 'the console imports schemas, kernel/, domain/, the verifier and the waterfall only';
  return 'the console imports nothing else from the repository';
}

function packageFault(path, specifier, packages) {
  if (isPure(path)) {
    if (isPurePackage(specifier)) return undefined;
    return specifier.startsWith('node:') ? 'domain/ and kernel/ do no input or output' : 'domain/ and kernel/ depend on no package';
  }
  if (path.startsWith('web/src/')) return specifier.startsWith('node:') ? 'the console runs in a browser' : undefined;
  if (!path.startsWith('backend/') || specifier.startsWith('node:') || isWorkshop(path)) return undefined;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return packages.dependencies?.[name] === undefined && packages.devDependencies?.[name] !== undefined
    ? `${name} is a development dependency and the back end needs it to run`
    : undefined;
}

function importFaults(path, text, packages) {
  return importsOf(text).flatMap(({ specifier, kind, line }) => {
    if (kind === 'url') return [];
    const target = targetOf(path, specifier);
    let reason;
    if (target === undefined) reason = packageFault(path, specifier, packages);
    else if (path.startsWith('backend/')) reason = backendFault(path, target);
    else if (path.startsWith('web/')) reason = webFault(target);
    if (target !== undefined && /\.test\.(ts|tsx|mjs)$/.test(target)) reason ??= 'a test is imported';
    return reason === undefined ? [] : [`${path}:${line} imports ${specifier}: ${reason}`];
  });
}

function ambientFaults(path, text) {
  const { code } = maskSource(text);
  const found = [];
  const note = (pattern, sentence) => {
    const match = pattern.exec(code);
    if (match) found.push(`${path}:${lineOf(code, match.index)} ${sentence}`);
  };
  if (isPure(path)) for (const [pattern, what] of IMPURE) note(pattern, `uses ${what}: time, ids and seeds come as arguments`);
  if (path.startsWith('backend/') && !path.startsWith('backend/platform/config/'))
    note(/\bprocess\s*\.\s*env\b/, 'reads process.env outside platform/config');
  return found;
}

function contractFaults(root) {
  const files = sourceFiles(root, 'contracts', ['.sol']);
  const faults = files.flatMap((path) => {
    const layer = path.split('/')[1];
    const allowed = CONTRACT_LAYERS[layer];
    if (allowed === undefined) return [`${path} stands in no known folder of contracts/`];
    if (/mock/i.test(path)) return [`${path}: mocks belong to test/`];
    const { code, strings } = maskSource(readFileSync(join(root, path), 'utf8'));
    return [...code.matchAll(/\bimport\b[^'";]*(['"])/g)].flatMap((match) => {
      const target = targetOf(path, strings.get(match.index + match[0].length - 1) ?? '');
      if (target === undefined || !target.startsWith('contracts/')) return [];
      const other = target.split('/')[1];
      const isInterface = /\/I[A-Z][^/]*\.sol$/.test(target);
      if (allowed.includes(other) || (isInterface && !['types', 'libraries'].includes(layer))) return [];
      return [`${path}:${lineOf(code, match.index)} imports ${target}: ${layer} must not import from ${other}`];
    });
  });
  return { files: files.length, faults };
}

/** Holds the borders of the house: who may import whom, and what the pure parts may touch. */
export function checkImportRules(root) {
  const packages = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const sources = [
    ...sourceFiles(root, 'backend', ['.ts']),
    ...sourceFiles(root, 'web', ['.ts', '.tsx']),
    ...sourceFiles(root, 'scripts', ['.mjs', '.ts']),
  ];
  const contracts = contractFaults(root);
  const faults = sources.flatMap((path) => {
    const vague = VAGUE_NAMES.test(path) ? [`${path}: a file is named after its subject`] : [];
    if (isTest(path)) return vague;
    const text = readFileSync(join(root, path), 'utf8');
    return [...vague, ...importFaults(path, text, packages), ...ambientFaults(path, text)];
  });
  for (const room of new Set(sources.filter((path) => path.startsWith('backend/')).map((path) => path.split('/')[1]))) {
    if (!ROOMS.includes(room) && room !== 'docs') faults.push(`backend/${room} is no room of the house`);
  }
  return { files: sources.length + contracts.files, faults: [...faults, ...contracts.faults] };
}
