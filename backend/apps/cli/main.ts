import { CommanderError } from 'commander';
import { isColourWanted } from '../../platform/config/environment.ts';
import { buildProgram } from './program.ts';

const terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  colour: isColourWanted(),
};

try {
  await buildProgram(terminal, (code) => {
    process.exitCode = code;
  }).parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
