// Writes every generated file that is not fresh; with --check it only names them.
import { generatedFiles, staleBySelfCheck, staleFiles, writeFiles, writeSelfChecked } from './checks/generators.mjs';
import { PROJECT } from './node/right-node.mjs';
import { SetUpError, setUp } from './setup/set-up.mjs';

try {
  await setUp({ only: ['install', 'generate', 'compile'] });
  const isCheck = process.argv.includes('--check');
  const stale = staleFiles(PROJECT, await generatedFiles(PROJECT));
  stale.push(...staleBySelfCheck(PROJECT));
  if (!isCheck) {
    writeFiles(
      PROJECT,
      stale.filter(({ content }) => content !== undefined),
    );
    writeSelfChecked(PROJECT);
  }
  const verb = isCheck ? 'is not fresh' : 'written';
  process.stdout.write(stale.length === 0 ? 'All generated files are fresh.\n' : stale.map(({ path }) => `${path} ${verb}\n`).join(''));
  process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
