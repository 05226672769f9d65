// Usage: npm run bench -- [ROOM] [--deep] [--json FILE]
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setUp } from './setup/set-up.mjs';
import { loadBenches, runBench } from './bench/run-bench.mjs';
import { benchTable } from './bench/bench-table.mjs';

function readArguments(args) {
  const at = args.indexOf('--json');
  const file = at === -1 ? undefined : args[at + 1];
  if (at !== -1 && file === undefined) throw new Error('--json needs a file: npm run bench -- --json bench.json');
  const rest = args.filter((text, index) => text !== '--deep' && (at === -1 || (index !== at && index !== at + 1)));
  if (rest.length > 1 || rest[0]?.startsWith('-')) throw new Error('Usage: npm run bench -- [ROOM] [--deep] [--json FILE]');
  return { room: rest[0], file, isDeep: args.includes('--deep') };
}

async function main(args) {
  const { room, file, isDeep } = readArguments(args);
  await setUp();
  const benches = await loadBenches();
  const rooms = [...new Set(benches.map((bench) => bench.room))];
  const wanted = benches.filter((bench) => (room === undefined || bench.room === room) && (isDeep || bench.deep !== true));
  if (wanted.length === 0) throw new Error(`There is no room ${room} with benches: the rooms are ${rooms.join(', ')}.`);
  const rows = [];
  for (const bench of wanted) {
    process.stderr.write(`  ${bench.room}: ${bench.name} ...\n`);
    rows.push(await runBench(bench));
  }
  process.stdout.write(`${benchTable(rows)}\n`);
  if (file !== undefined) {
    const columns = rows.map((row) => ({
      room: row.room,
      name: row.name,
      value: row.value,
      unit: row.unit,
      better: row.better,
      target: row.target,
      reference: row.reference,
      ratio: row.ratio,
    }));
    writeFileSync(resolve(process.env.INIT_CWD ?? '.', file), `${JSON.stringify(columns, null, 2)}\n`);
  }
  return rows.some((row) => row.error !== undefined) ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
// A bench may leave servers behind that hold the process open.
process.exit();
