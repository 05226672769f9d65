import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recoverAddress, recoverTransactionAddress } from 'viem';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hash32 } from '../../backend/kernel/hex.ts';
import { createSigner } from '../../backend/platform/chain/signer.ts';
import { openPkcs11Key } from '../../backend/platform/chain/signing/pkcs11-key.ts';
import type { Pkcs11Place } from '../../backend/platform/chain/signing/pkcs11-uri.ts';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const PIN = '482915';
const DIGEST = hash32(`0x${'5a'.repeat(32)}`);

let folder = '';
let place: Pkcs11Place;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-hsm-'));
  const settings = join(folder, 'softhsm2.conf');
  writeFileSync(settings, `directories.tokendir = ${folder}\nobjectstore.backend = file\n`);
  process.env.SOFTHSM2_CONF = settings;
  const run = (command: string, args: readonly string[]) => execFileSync(command, args, { stdio: 'pipe', env: process.env });
  run('softhsm2-util', ['--init-token', '--free', '--label', 'credence', '--pin', PIN, '--so-pin', PIN]);
  run('softhsm2-util', ['--init-token', '--free', '--label', 'never opened', '--pin', PIN, '--so-pin', PIN]);
  const login = ['--module', MODULE, '--token-label', 'credence', '--login', '--pin', PIN];
  run('pkcs11-tool', [...login, '--keypairgen', '--key-type', 'EC:secp256k1', '--label', 'issuer']);
  run('pkcs11-tool', [...login, '--keypairgen', '--key-type', 'EC:prime256v1', '--label', 'other-curve']);
  const pinFile = join(folder, 'pin');
  writeFileSync(pinFile, `${PIN}\n`, { mode: 0o600 });
  place = { modulePath: MODULE, token: 'credence', object: 'issuer', pinFile };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('signs digests and transactions in the token', async () => {
  const signer = createSigner(await openPkcs11Key(place));
  for (let i = 0; i < 20; i++) {
    const found = await recoverAddress({ hash: DIGEST, signature: await signer.signDigest(DIGEST) });
    expect(found.toLowerCase()).toBe(signer.address);
  }
  const raw = await signer.signTransaction({
    chainId: 1,
    nonce: 7,
    to: signer.address,
    data: '0x1234',
    value: 0n,
    gas: 50_000n,
    maxFeePerGas: 2n,
    maxPriorityFeePerGas: 1n,
  });
  const sender = await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` });
  expect(sender.toLowerCase()).toBe(signer.address);
});

it.each([
  ['another token', { token: 'elsewhere' }, 'pkcs11_unavailable'],
  ['a label that no key has', { object: 'nobody' }, 'pkcs11_key_missing'],
  ['a key of another curve', { object: 'other-curve' }, 'device_key_invalid'],
  ['a library that is not there', { modulePath: '/nowhere/lib.so' }, 'pkcs11_unavailable'],
])('refuses %s by name', async (_, change, code) => {
  await expect(openPkcs11Key({ ...place, ...change })).rejects.toMatchObject({ code });
});

it('refuses a wrong PIN', async () => {
  const pinFile = join(folder, 'wrong-pin');
  writeFileSync(pinFile, '000000\n');
  await expect(openPkcs11Key({ ...place, token: 'never opened', pinFile })).rejects.toMatchObject({ code: 'pkcs11_unavailable' });
});
