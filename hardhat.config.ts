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

export default defineConfig({
  paths: {
    sources: 'contracts',
    tests: { solidity: 'test/contracts' },
  },
  solidity: {
    profiles: {
      default: { compilers: [compiler] },
      production: { compilers: [compiler] },
    },
    npmFilesToBuild: ['@openzeppelin/contracts/access/manager/AccessManager.sol'],
  },
});
