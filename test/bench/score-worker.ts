// Scores in.parquet with card.json in a folder and tells how long it took and what memory: node score-worker.ts <folder>
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validateScorecardDocument } from '../../backend/scoring/domain/scorecard/validate-scorecard-document.ts';
import { scoreFile } from '../../backend/scoring/score-file.ts';

const [, , folder = ''] = process.argv;
const document = validateScorecardDocument(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
const order = {
  input: join(folder, 'in.parquet'),
  output: join(folder, 'out.parquet'),
  document,
  keep: ['id'],
  withReasons: true,
  partRows: 500_000,
  memoryMegabytes: 1000,
};
const started = performance.now();
const result = await scoreFile(order, () => undefined);
const seconds = (performance.now() - started) / 1000;
const stages = result.stages.map((own) => `${own.stage} ${own.rowsPerSecond.toLocaleString('en')} rows/s`).join(', ');
process.stdout.write(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024, stages }));
