import { Readable } from 'node:stream';
import { buildProgram } from '../../../backend/apps/cli/program.ts';

/** What a command printed, and what it ended with. */
export interface Ran {
  /** -1 when it never ended. */
  readonly code: number;
  readonly out: string;
  readonly fault: string;
}

/** Runs a command of `credence` in this process, with nothing on standard input. @throws what commander throws for wrong usage */
export async function runCommandHere(...words: string[]): Promise<Ran> {
  const [out, fault] = [[] as string[], [] as string[]];
  const take = (into: string[]) => ({ write: (text: string) => void into.push(text) });
  let code = -1;
  const program = buildProgram({ stdout: take(out), stderr: take(fault), stdin: Readable.from([]), colour: false }, (exit) => {
    code = exit;
  });
  await program.parseAsync(['node', 'credence', ...words]);
  return { code, out: out.join(''), fault: fault.join('') };
}
