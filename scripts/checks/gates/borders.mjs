import { checkImportRules } from '../import-rules.mjs';

export const borders = {
  name: 'borders',
  title: 'The rooms import from above only',
  run: async (root) => {
    const { files, faults } = checkImportRules(root);
    return { checked: files, unit: 'files', faults };
  },
  canaries: [
    {
      plants: 'a value import from a room below',
      files: { 'backend/intake/canary.ts': "import { canary } from '../attestation/schemas.ts';\nexport const c = canary;\n" },
      expects: /intake stands above attestation/,
    },
    {
      plants: 'a type import from a room below',
      files: { 'backend/scoring/canary.ts': "import type { A } from '../attestation/schemas.ts';\nexport type B = A;\n" },
      expects: /scoring stands above attestation/,
    },
    {
      plants: 'a dynamic import from a room below',
      files: { 'backend/platform/canary.ts': "export const canary = async () => await import('../scoring/schemas.ts');\n" },
      expects: /platform stands above scoring/,
    },
    {
      plants: 'an import() type from a room below',
      files: { 'backend/kernel/canary.ts': "export type Canary = import('../platform/config/config.ts').Config;\n" },
      expects: /kernel stands above platform/,
    },
    {
      plants: 'a store in a domain folder',
      files: { 'backend/scoring/domain/canary.ts': "export { canary } from '../store.ts';\n" },
      expects: /import only kernel\/ and domain\//,
    },
    {
      plants: 'node: and a package in the pure parts',
      files: {
        'backend/kernel/canary.ts': "import { readFileSync } from 'node:fs';\nexport const canary = readFileSync;\n",
        'backend/scoring/domain/canary.ts': "import { z } from 'zod';\nexport const canary = z;\n",
      },
      expects: /do no input or output/,
      expectsAll: [/depend on no package/],
    },
    {
      plants: 'clock, chance and environment in a domain folder',
      files: {
        'backend/scoring/domain/canary.ts':
          'export const a = Date.now();\nexport const b = new Date();\nexport const c = Math.random();\nexport const d = process.argv;\nexport const e = async () => await fetch("x");\n',
      },
      expects: /uses Date\.now/,
      expectsAll: [/new Date\(\) without/, /uses Math\.random/, /uses process/, /uses fetch/],
    },
    {
      plants: 'process.env outside platform/config',
      files: { 'backend/apps/canary.ts': 'export const canary = process.env.HOME;\n' },
      expects: /reads process\.env/,
    },
    {
      plants: 'the database in the console',
      files: { 'web/src/app/canary.ts': "export { openDatabase } from '../../../backend/platform/database/database.ts';\n" },
      expects: /the console imports/,
    },
    {
      plants: 'a development dependency in the back end',
      files: { 'backend/apps/canary.ts': "import fc from 'fast-check';\nexport const canary = fc;\n" },
      expects: /is a development dependency/,
    },
    {
      plants: 'a file named utils.ts',
      files: { 'backend/scoring/utils.ts': 'export const canary = 1;\n' },
      expects: /named after its subject/,
    },
    {
      plants: 'a library that imports the ledger',
      files: { 'contracts/libraries/Canary.sol': 'pragma solidity 0.8.37;\nimport {ICreditLedger} from "../ledger/ICreditLedger.sol";\n' },
      expects: /libraries must not import from ledger/,
    },
  ],
};
