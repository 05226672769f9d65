import { CONTRACTS, LEDGERS } from '../test/vectors/case-shape.ts';
import { credentialCases } from '../test/vectors/credential-cases.ts';
import { PLACE } from '../test/vectors/credential-builder.ts';
import { judgeCase } from '../test/vectors/judge-case.ts';
import { TRUSTED_KEYS } from '../test/vectors/proof-cases.ts';
import type { LedgerFacts } from '../backend/attestation/domain/ledger-facts.ts';
import type { GeneratedFile } from './generate-wasm.ts';

const CASES = 'test/vectors/credentials/cases.json';
const STATES = 'test/vectors/credentials/ledgers.json';

/** The golden credential files with the answer to every check, and the states of the ledger that they are asked against. */
export async function generateCredentialVectors(): Promise<GeneratedFile[]> {
  const cases = [];
  for (const { decisive, verdict, ...question } of credentialCases()) {
    const found = await judgeCase(question);
    const checks = Object.fromEntries(found.checks.map((check) => [check.id, `${check.status} ${check.reason}`]));
    cases.push({ ...question, verdict, decisive, checks, digest: found.digest });
  }
  const ledgers = Object.fromEntries(Object.entries(LEDGERS).map(([name, facts]) => [name, ledgerJson(facts)]));
  const states = { trust: { ...PLACE, keys: TRUSTED_KEYS }, contracts: CONTRACTS, ledgers };
  return [
    { path: CASES, content: textOf(cases) },
    { path: STATES, content: textOf(states) },
  ];
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function ledgerJson({ place, source: _source, ...facts }: LedgerFacts): unknown {
  return JSON.parse(JSON.stringify({ ...place, ...facts }, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
}
