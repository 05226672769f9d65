/** Columns of a result as CSV: together they give every row back. */
export const RESULT_COLUMNS = [
  'line',
  'verdict',
  'reason',
  'failed',
  'digest',
  'issuer',
  'index',
  'expiry',
  'sentence',
  'sentence_zh',
] as const;

/** One record of RFC 4180. A cell that a spreadsheet would take for a formula is not made here: all begin with a letter, a digit or `#`. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => csvCell(cell === null ? '' : String(cell))).join(',')}\r\n`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row of a result out of the cells of its record. */
export function rowOfCells(cells: readonly string[]) {
  const [
    line = '',
    verdict = '',
    reason = '',
    failed = '',
    digest = '',
    issuer = '',
    batch = '',
    index = '',
    expiry = '',
    en = '',
    zh = '',
  ] = cells;
  return {
    line: Number(line),
    verdict,
    reason,
    failed: failed === '' ? [] : failed.split(' '),
    digest: digest === '' ? null : digest,
    issuer: issuer === '' ? null : Number(issuer),
    batch: batch === '' ? null : batch,
    index: index === '' ? null : index,
    expiry: expiry === '' ? null : expiry,
    words: { en, zh },
  };
}
