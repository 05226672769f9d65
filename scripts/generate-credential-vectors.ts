import { credentialCases } from '../test/vectors/credential-cases.ts';
import { judgeCase } from '../test/vectors/judge-case.ts';
import type { GeneratedFile } from './generate-keccak.ts';

const TARGET = 'test/vectors/credentials/cases.json';

/** The golden credential files with the answer to every check, as text of one JSON file. */
export async function generateCredentialVectors(): Promise<GeneratedFile> {
  const cases = [];
  for (const { decisive, verdict, ...question } of credentialCases()) {
    const found = await judgeCase(question);
    const checks = Object.fromEntries(found.checks.map((check) => [check.id, `${check.status} ${check.reason}`]));
    cases.push({ ...question, verdict, decisive, checks, digest: found.digest });
  }
  return { path: TARGET, content: `${JSON.stringify(cases, null, 2)}\n` };
}
