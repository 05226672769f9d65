import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, PROJECT } from '../node/right-node.mjs';
import { filesBelow, fingerprint, withImports } from './fingerprint.mjs';

const at = (...parts) => join(PROJECT, ...parts);
const bin = (name, ...rest) => at('node_modules', name, ...rest);
const isSource = (file) => !/\.test\.(ts|tsx|mjs)$/.test(file) && !file.endsWith('.md');

function packageJson() {
  return JSON.parse(readFileSync(at('package.json'), 'utf8'));
}

function versionsOf(...names) {
  const { dependencies = {}, devDependencies = {} } = packageJson();
  return names.map((name) => `${name}@${dependencies[name] ?? devDependencies[name]}`);
}

function installInputs() {
  const { dependencies, devDependencies, overrides, allowScripts } = packageJson();
  const wanted = JSON.stringify({ dependencies, devDependencies, overrides, allowScripts });
  return [wanted, process.version.split('.')[0], process.platform, process.arch];
}

function installCommand() {
  const npm = npmCommand();
  const options = ['install', '--include=dev', '--include=optional', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  return { file: npm.file, args: [...npm.args, ...options], shell: npm.shell };
}

const node = (...args) => ({ file: process.execPath, args });

/**
 * What has to be there before anything runs, in order. `inputs` is all a step depends on, `outputs` are what it leaves;
 * a step is skipped while the fingerprint of its inputs is the recorded one and its outputs exist.
 */
export const STEPS = [
  {
    name: 'install',
    title: 'Installing packages',
    // The tree that npm left is part of it: an install under an old Node drops native packages without a word.
    fingerprint: () =>
      fingerprint(
        PROJECT,
        ['package-lock.json', '.npmrc', 'node_modules/.package-lock.json'].map((file) => at(file)).filter(existsSync),
        installInputs(),
      ),
    outputs: [at('node_modules', '.package-lock.json')],
    commands: () => [installCommand()],
    megabytes: 2000,
  },
  {
    name: 'generate',
    title: 'Generating the database clients',
    fingerprint: () =>
      fingerprint(
        PROJECT,
        [...filesBelow(at('backend/platform/database/schema')), at('backend/platform/database/generate-clients.ts')],
        versionsOf('prisma', '@prisma/client'),
      ),
    outputs: ['sqlite', 'postgresql'].map((provider) => at('backend/platform/database/generated', provider, 'client.ts')),
    commands: () => [node(at('scripts/setup/prisma-clients.mjs'))],
  },
  {
    name: 'compile',
    title: 'Compiling the contracts',
    fingerprint: () =>
      fingerprint(
        PROJECT,
        [...filesBelow(at('contracts')), ...withImports([at('hardhat.config.ts')])],
        versionsOf('hardhat', 'solc', '@openzeppelin/contracts'),
      ),
    outputs: [at('artifacts/contracts/ledger/CreditLedger.sol/CreditLedger.json')],
    commands: () => [node(bin('hardhat', 'dist', 'src', 'cli.js'), 'build', '--no-tests', '--quiet')],
  },
  {
    name: 'web',
    title: 'Building the console',
    fingerprint: () => fingerprint(PROJECT, [...withImports(filesBelow(at('web'), isSource)), at('package-lock.json')]),
    outputs: [at('web/dist/index.html'), at('web/verify-module/dist/verify.js'), at('web/waterfall-module/dist/waterfall.js')],
    commands: () => [
      node(bin('vite', 'bin', 'vite.js'), 'build', at('web'), '--logLevel', 'warn'),
      node(bin('vite', 'bin', 'vite.js'), 'build', at('web/verify-module'), '--logLevel', 'warn'),
      node(bin('vite', 'bin', 'vite.js'), 'build', at('web/waterfall-module'), '--logLevel', 'warn'),
    ],
  },
];
