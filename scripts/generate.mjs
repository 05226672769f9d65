// Writes every generated file anew; with --check it only says which are not fresh.
import { generated } from './checks/gates/generated.mjs';
import { generatorsOf, runGenerator } from './checks/generators.mjs';
import { PROJECT } from './node/right-node.mjs';
import { SetUpError, setUp } from './setup/set-up.mjs';

try {
  await setUp({ only: ['install', 'generate', 'compile'] });
  if (process.argv.includes('--check')) {
    const { checked, faults } = await generated.run(PROJECT);
    process.stdout.write(faults.length === 0 ? `All generated files are fresh (${checked} generators).\n` : `${faults.join('\n')}\n`);
    process.exitCode = faults.length === 0 ? 0 : 1;
  } else {
    for (const path of generatorsOf(PROJECT)) {
      runGenerator(PROJECT, path);
      process.stdout.write(`${path}\n`);
    }
  }
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
