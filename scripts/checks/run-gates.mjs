import { copyProject, plant } from './overlay.mjs';

const SHOWN_FAULTS = 25;

/** Runs a gate; one that looked at nothing has failed, because it proves nothing. */
export async function runGate(gate, root) {
  const started = performance.now();
  const { checked, unit, faults, note } = await gate.run(root).catch((error) => ({ checked: 0, unit: 'files', faults: [error.message] }));
  if (checked === 0 && faults.length === 0) faults.push(`looked at no ${unit}`);
  return {
    kind: 'gate',
    name: gate.name,
    title: gate.title,
    checked,
    unit,
    faults,
    note,
    passed: faults.length === 0,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Plants a fault and demands that the gate finds exactly that one. */
export async function runCanary(gate, canary, folder) {
  const started = performance.now();
  const faults = [];
  let restore = () => undefined;
  try {
    restore = plant(folder, canary);
    const { faults: found } = await gate.run(folder);
    const text = found.join('\n');
    if (found.length === 0) faults.push(`the gate "${gate.name}" did not notice ${canary.plants}`);
    for (const pattern of [canary.expects, ...(canary.expectsAll ?? [])]) {
      if (found.length > 0 && !pattern.test(text))
        faults.push(`the gate "${gate.name}" failed for another reason than ${canary.plants} (${pattern}): ${text.slice(0, 600)}`);
    }
  } catch (error) {
    faults.push(error.message);
  } finally {
    restore();
  }
  return {
    kind: 'canary',
    name: gate.name,
    title: canary.plants,
    faults,
    passed: faults.length === 0,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Gates first, then their canaries in a copy of the project; `report` is told each result. */
export async function runGates(gates, root, report) {
  const results = [];
  const add = (result) => {
    results.push(result);
    report(result);
  };
  for (const gate of gates) add(await runGate(gate, root));
  const copy = copyProject(root);
  try {
    for (const gate of gates) {
      if ((gate.canaries ?? []).length === 0)
        add({
          kind: 'canary',
          name: gate.name,
          title: 'none',
          faults: ['a gate without a canary proves nothing'],
          passed: false,
          seconds: 0,
        });
      for (const canary of gate.canaries ?? []) add(await runCanary(gate, canary, copy.folder));
    }
  } finally {
    copy.remove();
  }
  return results;
}

export function describe(result) {
  const mark = result.passed ? 'ok  ' : 'FAIL';
  const what = result.kind === 'gate' ? `${result.name.padEnd(16)} ${result.title}` : `${result.name.padEnd(16)} notices ${result.title}`;
  const seen = result.kind === 'gate' ? `${result.checked} ${result.unit}${result.note ? `, ${result.note}` : ''}` : '';
  const head = `${mark} ${what.padEnd(84)} ${`${result.seconds.toFixed(1)} s`.padStart(7)}  ${seen}`.trimEnd();
  const more = result.faults.length - SHOWN_FAULTS;
  const faults = result.faults.slice(0, SHOWN_FAULTS).map((fault) => `       ${fault}`);
  return [head, ...faults, ...(more > 0 ? [`       and ${more} more`] : [])].join('\n');
}
