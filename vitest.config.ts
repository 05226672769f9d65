import { defineConfig } from 'vitest/config';

const ROOT = import.meta.dirname;

/** `unit` stands beside the code, `system` runs whole processes, `browser` drives the console, `hsm` needs a PKCS#11 token. */
export default defineConfig({
  test: {
    globalSetup: './test/system/support/postgres-server.ts',
    projects: [
      {
        test: {
          name: 'unit',
          root: ROOT,
          include: ['backend/**/*.test.ts', 'web/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.{ts,mjs}', 'test/independent/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'system',
          root: ROOT,
          include: ['test/system/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'browser',
          root: ROOT,
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'hsm',
          root: ROOT,
          include: ['test/hsm/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['backend/kernel/**', 'backend/*/domain/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
