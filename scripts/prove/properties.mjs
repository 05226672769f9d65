import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const KERNELS = 'contracts/libraries/WaterfallKernels.sol';
export const PROOFS = 'test/proofs';

const PROPERTY = /((?:^\/\/\/.*\n)+)^contract (\w+) \{\n([\s\S]*?)^\}/gm;
const MUTANT = /^\/\/\/ @custom:mutant (\w+): (.+) => ?(.*)$/;
const NOTICE = /^\/\/\/ @notice (.+)$/;

/**
 * The properties of a file of proofs: each a contract of its own, with its sentence, the number of its assertions and the mutants
 * of the kernels under which it must fail.
 */
export function propertiesOf(file, text) {
  return [...text.matchAll(PROPERTY)].map(([, comment, name, body]) => {
    const lines = comment.trimEnd().split('\n');
    const sentence = lines.map((line) => NOTICE.exec(line)?.[1]).find((found) => found !== undefined);
    const mutants = lines.flatMap((line) => {
      const found = MUTANT.exec(line);
      return found === null ? [] : [{ kernel: found[1], before: found[2], after: found[3] }];
    });
    return { file, name, sentence, mutants, assertions: body.split('assert(').length - 1 };
  });
}

/** The kernels with one thing changed inside of one function. The text must stand there exactly once. */
export function mutate(kernels, { kernel, before, after }) {
  const start = kernels.search(new RegExp(`^    function ${kernel}\\(`, 'm'));
  if (start === -1) throw new Error(`${KERNELS} has no function ${kernel}.`);
  const end = kernels.indexOf('\n    }\n', start);
  const body = kernels.slice(start, end);
  const times = body.split(before).length - 1;
  if (times !== 1) throw new Error(`"${before}" stands ${times} times in ${kernel} of ${KERNELS}, not once.`);
  return kernels.slice(0, start) + body.replace(before, () => after) + kernels.slice(end);
}

/** All properties of the folder, in the order of their files, and the sources that they stand on. */
export function readProofs(root) {
  const files = readdirSync(join(root, PROOFS))
    .filter((name) => name.endsWith('.sol'))
    .sort()
    .map((name) => `${PROOFS}/${name}`);
  const sources = Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const kernels = readFileSync(join(root, KERNELS), 'utf8');
  return { kernels, sources, properties: files.flatMap((file) => propertiesOf(file, sources[file])) };
}
