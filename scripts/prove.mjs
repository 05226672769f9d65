// Usage: npm run prove -- [PROPERTY ...]
// Proves the properties of test/proofs over all inputs with the compiler's own model checker and z3, and refutes each under its mutants.
import { spawnSync } from 'node:child_process';
import { PROJECT } from './node/right-node.mjs';
import { mutate, readProofs } from './prove/properties.mjs';
import { runJobs } from './prove/workers.mjs';
import { setUp } from './setup/set-up.mjs';

const LEAST_PROPERTIES = 20;
const NO_Z3 = `z3 is not installed, and the proofs need it:
  Debian, Ubuntu   sudo apt-get install z3
  macOS            brew install z3
  elsewhere        https://github.com/Z3Prover/z3/releases
`;

function chosen(properties, names) {
  const unknown = names.filter((name) => !properties.some((property) => property.name === name));
  if (unknown.length > 0)
    throw new Error(`There is no property ${unknown[0]}. There are: ${properties.map(({ name }) => name).join(', ')}.`);
  return names.length === 0 ? properties : properties.filter(({ name }) => names.includes(name));
}

/** What is wrong with the answers of one property, or nothing. */
function faultsOf(property, [proof, ...refutations]) {
  const faults = [];
  if (proof.fault !== undefined) faults.push(proof.fault);
  if (property.assertions === 0 || proof.proved !== property.assertions || proof.refuted > 0)
    faults.push(`proved ${proof.proved} of ${property.assertions} assertions, refuted ${proof.refuted}`);
  if (refutations.length === 0) faults.push('has no mutant');
  refutations.forEach((refutation, at) => {
    const { kernel, before, after } = property.mutants[at];
    if (refutation.fault !== undefined) faults.push(refutation.fault);
    else if (refutation.refuted === 0) faults.push(`not refuted when ${kernel} has "${after}" for "${before}"`);
  });
  return faults;
}

async function main(names) {
  const z3 = spawnSync('z3', ['--version'], { encoding: 'utf8' });
  if (z3.error !== undefined || z3.status !== 0) {
    process.stderr.write(NO_Z3);
    return 1;
  }
  await setUp({ only: ['install'] });
  const started = performance.now();
  const { kernels, sources, properties: all } = readProofs(PROJECT);
  const properties = chosen(all, names);
  const groups = properties.map(({ file, name, mutants }) =>
    [kernels, ...mutants.map((mutant) => mutate(kernels, mutant))].map((text) => ({ file, name, source: sources[file], kernels: text })),
  );
  process.stdout.write(`${z3.stdout.trim()}\n`);
  const results = await runJobs(groups.flat(), (done, total) => process.stderr.write(`\r  ${done} of ${total}`));
  process.stderr.write('\n');
  let failed = 0;
  for (const [at, property] of properties.entries()) {
    const faults = faultsOf(property, results.splice(0, groups[at].length));
    if (faults.length > 0) failed += 1;
    process.stdout.write(`${faults.length === 0 ? 'proved' : 'FAILED'}  ${property.name}: ${property.sentence}\n`);
    for (const fault of faults) process.stdout.write(`        ${fault}\n`);
  }
  const sum = (count) => properties.reduce((total, property) => total + count(property), 0);
  const mutants = sum((property) => property.mutants.length);
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  process.stdout.write(
    `\n${properties.length - failed} of ${properties.length} properties proved (${sum(({ assertions }) => assertions)} assertions) and refuted under each of their ${mutants} mutants, in ${seconds} s\n`,
  );
  if (names.length === 0 && properties.length < LEAST_PROPERTIES) {
    process.stdout.write(`There must be at least ${LEAST_PROPERTIES} properties.\n`);
    return 1;
  }
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
