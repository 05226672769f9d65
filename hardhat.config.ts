import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'hardhat/config';
import type { HardhatPlugin } from 'hardhat/types/plugins';

// Hardhat reports its use to its makers unless told not to.
process.env['HARDHAT_DISABLE_TELEMETRY'] = 'true';

const compiler = {
  version: '0.8.37',
  // The compiler comes from npm, so nothing is downloaded.
  path: createRequire(import.meta.url).resolve('solc/soljson.js'),
  settings: {
    optimizer: { enabled: true, runs: 2_000 },
    viaIR: true,
    evmVersion: 'osaka',
    metadata: { bytecodeHash: 'none' },
  },
};

/** Tests deploy the compiled ledger and need no fast code themselves; this way they compile five times faster. */
const testCompiler = { ...compiler, settings: { ...compiler.settings, viaIR: false } };
const TESTS = 'test/contracts';
const testFiles = readdirSync(join(import.meta.dirname, TESTS), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.sol'))
  .map((name) => `${TESTS}/${name.replaceAll('\\', '/')}`);

/** The code of all deals is optimized for its size; at the runs of the others it would pass 18 kB. */
const DEAL = 'contracts/securitization/Deal.sol';
const dealCompiler = { ...compiler, settings: { ...compiler.settings, optimizer: { enabled: true, runs: 20 } } };

/** Hardhat compiles files together only if they share one object of settings, and it copies what it is given. */
const oneTestCompiler: HardhatPlugin = {
  id: 'one-test-compiler',
  hookHandlers: {
    config: async () => ({
      default: async () => ({
        resolveUserConfig: async (userConfig, resolveVariable, next) => {
          const resolved = await next(userConfig, resolveVariable);
          const overrides = resolved.solidity.profiles['default']?.overrides ?? {};
          const [first] = testFiles;
          const shared = first === undefined ? undefined : overrides[first];
          if (shared !== undefined) for (const name of testFiles) overrides[name] = shared;
          return resolved;
        },
      }),
    }),
  },
};

/** Solidity tests: random inputs tried per test, and random histories of 64 steps per invariant. The seed is fixed. */
const solidityTests = (runs: number, histories: number) => ({
  fsPermissions: { readDirectory: ['test/vectors'], writeFile: ['cache/invariant-acts.txt'] },
  fuzz: { runs },
  invariant: { runs: histories, depth: 64, failOnRevert: true },
});

export default defineConfig({
  plugins: [oneTestCompiler],
  paths: {
    sources: 'contracts',
    tests: { solidity: TESTS },
  },
  test: {
    solidity: { profiles: { default: solidityTests(256, 80), thorough: solidityTests(10_000, 1_000) } },
  },
  solidity: {
    profiles: {
      default: {
        compilers: [compiler],
        overrides: { [DEAL]: dealCompiler, ...Object.fromEntries(testFiles.map((name) => [name, testCompiler])) },
      },
      production: { compilers: [compiler], overrides: { [DEAL]: dealCompiler } },
    },
    npmFilesToBuild: ['@openzeppelin/contracts/access/manager/AccessManager.sol'],
  },
});
