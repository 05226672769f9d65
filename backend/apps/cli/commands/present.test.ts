import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ran, runCommandHere } from '../../../../test/system/support/run-command.ts';
import { buildCredential } from '../../../attestation/domain/build-credential.ts';
import { credentialSecrets, holderBlind, subjectTag } from '../../../attestation/domain/customer-secrets.ts';
import { holderCommitment } from '../../../attestation/domain/holder-key.ts';
import { verifierId } from '../../../attestation/domain/presentation.ts';
import { verifyCredential } from '../../../attestation/verify.ts';
import { holderFile } from '../../../holder/domain/holder-file.ts';
import { address, fromHex, hash32, ZERO_HASH } from '../../../kernel/hex.ts';
import { sealKeystore } from '../../../platform/chain/keystore.ts';
import { signerOfKey } from '../../../platform/chain/signer.ts';

const KEY = fromHex(`0x${'4d'.repeat(32)}`);
const PASSWORD = 'a password of the holder';
const CHALLENGE = hash32(`0x${'a7'.repeat(32)}`);
const AUDIENCE = { verifier: verifierId('Harbour Lending'), challenge: CHALLENGE, purpose: 'a loan' };

let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-present-'));
  await writeFile(path('key.json'), sealKeystore(KEY, PASSWORD));
  await writeFile(path('other.json'), sealKeystore(fromHex(`0x${'4e'.repeat(32)}`), PASSWORD));
  await writeFile(path('password'), `${PASSWORD}\n`);
  await writeFile(path('held.json'), JSON.stringify(holderFile(heldCredential())));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A credential with a score of 690, bound to {@link KEY}. */
function heldCredential() {
  const [customerKey, id] = [new Uint8Array(32).fill(6), 'cred_cli'];
  const holder = { key: signerOfKey(KEY).address, blind: holderBlind(customerKey, id) };
  const place = { chainId: 31337, ledger: address(`0x${'12'.repeat(20)}`) };
  const secrets = credentialSecrets(customerKey, id);
  const facts = {
    issuer: 1,
    subjectTag: subjectTag(customerKey, 1, 0),
    score: 690,
    grade: 'B',
    pdWad: 15_000_000_000_000_000n,
    modelHash: ZERO_HASH,
    inputHash: ZERO_HASH,
    reasonCodes: ['R01'],
    issuedAt: 1_700_000_000n,
    expiry: 4_000_000_000n,
    seq: 0n,
    previous: ZERO_HASH,
    holder: holderCommitment(holder.key, holder.blind),
    sourceHash: ZERO_HASH,
    consentHash: ZERO_HASH,
  };
  const built = buildCredential(place, facts, secrets);
  return { credential: { place, ...built, signature: `0x${'11'.repeat(65)}`, signer: null, receipt: null, anchor: null }, secrets, holder };
}

function run(...given: string[]): Promise<Ran> {
  const fixed = ['--verifier', 'Harbour Lending', '--challenge', CHALLENGE, '--purpose', 'a loan', '--until', '2099-01-01T00:00:00Z'];
  const key = ['--key', path('key.json'), '--password-file', path('password')];
  return runCommandHere('present', path('held.json'), ...fixed, ...key, ...given);
}

async function judge(text: string | Uint8Array) {
  const { checks, claims } = await verifyCredential(text, { now: 1_800_000_000, audience: AUDIENCE });
  return { claims, of: (id: string) => checks.find((check) => check.id === id)?.status };
}

it('makes a presentation that its verifier accepts, in each form', async () => {
  const choice = ['--field', 'grade', '--at-least', '680', '--pd-at-most', '200'];
  const { code, out } = await run(...choice);
  expect(code).toBe(0);
  expect(out).not.toContain('"690"');
  const forms: (string | Uint8Array)[] = [out, (await run(...choice, '--form', 'qr')).out, (await run(...choice, '--form', 'link')).out];
  expect((await run(...choice, '--form', 'cbor', '--out', path('out.cbor'))).code).toBe(0);
  forms.push(new Uint8Array(await readFile(path('out.cbor'))));
  for (const form of forms) {
    const { claims, of } = await judge(form);
    expect(claims).toEqual({ grade: 'B' });
    expect(of('presentedToYou')).toBe('pass');
    expect(of('thresholdsMet')).toBe('pass');
  }
});

it.each([
  ['threshold_not_met', ['--at-least', '695']],
  ['presentation_empty', []],
  ['choice_invalid', ['--field', 'name']],
  ['choice_invalid', ['--at-least', '681']],
  ['holder_key_differs', ['--field', 'grade', '--key', 'other.json']],
])('refuses with %s', async (reason, given) => {
  const { code, fault } = await run(...given.map((word) => (word === 'other.json' ? path(word) : word)));
  expect(code).toBe(1);
  expect(fault).toContain(`(${reason})`);
});
