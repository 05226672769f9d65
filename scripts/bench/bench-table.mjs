import { isMet } from './run-bench.mjs';

function number(value) {
  if (value === null) return '';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}

const HEAD = ['room', 'bench', 'value', 'unit', 'target', 'met', 'reference', 'ratio'];
const RIGHT = new Set([2, 4, 6, 7]);

/** One row for each bench: the value beside its target and its reference. */
export function benchTable(rows) {
  const cells = rows.map((row) => {
    const met = isMet(row);
    return [
      row.room,
      row.name,
      row.error === undefined ? number(row.value) : 'failed',
      row.unit,
      row.target === null ? '' : `${row.better === 'higher' ? '>=' : '<='} ${number(row.target)}`,
      met === undefined ? '' : met ? 'yes' : 'NO',
      row.reference === null ? '' : `${number(row.reference)}${row.referenceName ? ` (${row.referenceName})` : ''}`,
      row.ratio === null ? '' : `${number(row.ratio)}x`,
    ];
  });
  const all = [HEAD, ...cells];
  const widths = HEAD.map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const lines = all.map((line) =>
    line
      .map((cell, column) => (RIGHT.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  const faults = rows.filter((row) => row.error !== undefined).map((row) => `${row.room}: ${row.name} failed: ${row.error}`);
  return ['', ...lines, ...(faults.length > 0 ? ['', ...faults] : [])].join('\n');
}
