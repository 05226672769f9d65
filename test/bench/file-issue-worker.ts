// Makes credentials of scores.parquet in a folder and tells how long it took and what memory: node file-issue-worker.ts <folder>
import { join } from 'node:path';
import { issueFile } from '../../backend/attestation/file-batch/issue-file.ts';

const [, , folder = ''] = process.argv;
const order = {
  input: join(folder, 'scores.parquet'),
  folder: join(folder, 'credentials'),
  subject: 'id',
  document: null,
  validDays: 90,
  partRows: 250_000,
  memoryMegabytes: 600,
  allowUnused: false,
};
const terms = {
  chainId: 31_337,
  ledger: `0x${'5f'.repeat(20)}`,
  issuerId: 1,
  role: 'champion' as const,
  issuedAt: '1780000000',
  expiry: String(1_780_000_000 + 90 * 86_400),
};
const started = performance.now();
// Up to the order: what the chain takes for one transaction is measured elsewhere.
const anchoring = { terms: async () => terms, order: async () => undefined, follow: async () => null };
const { stages } = await issueFile(order, anchoring, () => undefined);
const seconds = (performance.now() - started) / 1000;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({
    seconds,
    megabytes: maxRSS / 1024,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    stages: stages.filter(({ stage }) => stage !== 'anchor'),
  }),
);
