import { SetUpError, setUp } from './setup/set-up.mjs';

try {
  const ran = await setUp();
  if (!process.argv.includes('--quiet')) process.stdout.write(ran.length === 0 ? 'Everything is up to date.\n' : 'Set-up is complete.\n');
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
