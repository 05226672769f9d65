import { numberIn, runTool, verdict } from '../run-tool.mjs';

export const promises = {
  name: 'promises',
  title: 'No promise is left floating',
  async run(root) {
    const result = await runTool(root, 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', 'backend', 'web/src', 'test', 'scripts']);
    return verdict(result, numberIn(result.output, /on (\d+) files?/));
  },
  canaries: [
    {
      plants: 'a promise that nobody waits for, in the back end and in the console',
      files: {
        'backend/platform/canary.ts':
          'async function work(): Promise<void> {\n  await Promise.resolve();\n}\nexport function canary(): void {\n  work();\n}\n',
        'web/src/app/canary.ts': 'export function canary(): void {\n  fetch("/v1/session");\n}\n',
      },
      expects: /no-floating-promises[\s\S]*platform.canary\.ts/,
      expectsAll: [/no-floating-promises[\s\S]*app.canary\.ts/],
    },
  ],
};
