import { createRequire } from 'node:module';
import { defineConfig } from 'hardhat/config';

// Hardhat reports its use to its makers unless told not to.
process.env['HARDHAT_DISABLE_TELEMETRY'] = 'true';

const compiler = {
  version: '0.8.37',
  // The compiler comes from npm, so nothing is downloaded.
  path: createRequire(import.meta.url).resolve('solc/soljson.js'),
  settings: {
    optimizer: { enabled: true, runs: 10_000 },
    viaIR: true,
    evmVersion: 'osaka',
    metadata: { bytecodeHash: 'none' },
  },
};

/** Solidity tests: random inputs tried per test, and random histories of 64 steps per invariant. The seed is fixed. */
const solidityTests = (runs: number, histories: number) => ({
  fsPermissions: { readDirectory: ['test/vectors'] },
  fuzz: { runs },
  invariant: { runs: histories, depth: 64, failOnRevert: true },
});

export default defineConfig({
  paths: {
    sources: 'contracts',
    tests: { solidity: 'test/contracts' },
  },
  test: {
    solidity: { profiles: { default: solidityTests(256, 80), thorough: solidityTests(10_000, 1_000) } },
  },
  solidity: {
    profiles: {
      default: { compilers: [compiler] },
      production: { compilers: [compiler] },
    },
    npmFilesToBuild: ['@openzeppelin/contracts/access/manager/AccessManager.sol'],
  },
});
