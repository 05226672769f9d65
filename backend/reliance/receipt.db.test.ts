import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../../test/system/support/databases.ts';
import { type Lender, openRelianceWorld, type RelianceWorld } from '../../test/system/support/reliance-world.ts';
import { ORIGIN } from '../../test/system/support/test-server.ts';
import { CHECK_IDS } from '../attestation/domain/check-list.ts';
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { keccakHex } from '../kernel/keccak.ts';
import { verifyMessage } from 'viem';
import { checkSignedFile } from './check-signed-file.ts';
import { ReceiptFile } from './schemas.ts';

describeOnEachDatabase('verification receipt', (under) => {
  let world: RelianceWorld;
  let lender: Lender;

  beforeAll(async () => {
    world = await openRelianceWorld(under.database, { credentials: 3 });
    [lender] = world.lenders;
  });
  afterAll(() => world.close());

  const make = (payload: string, type = 'application/json', query = '') =>
    world.server.inject({
      method: 'POST',
      url: `/v1/verification-receipts${query}`,
      payload,
      headers: { cookie: lender.cookie, origin: ORIGIN, 'content-type': type },
    });
  const get = (who: Lender, path: string) => world.server.inject({ method: 'GET', url: path, headers: { cookie: who.cookie } });

  test('states what was checked, for whom and when, and is signed so that others can check it', async () => {
    const input = JSON.stringify(world.files[0]);
    const answer = await make(input);
    expect(answer.statusCode, answer.body).toBe(201);
    const file = ReceiptFile.parse(answer.json());
    const { body, hash, signature, signer } = file;
    const head = await world.ledger.chain.readHead();
    expect(body).toMatchObject({
      verdict: 'valid',
      madeFor: { id: lender.organizationId, name: 'House of east' },
      block: { number: String(head.number), hash: head.hash },
      inputHash: keccakHex(Buffer.from(input)),
      ledger: { chainId: world.ledger.place.chainId, contract: world.ledger.place.ledger },
      checker: { name: 'credence' },
    });
    expect(body.checks.map(({ id }) => id)).toEqual(CHECK_IDS);
    for (const { words } of body.checks) expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
    // By another route than ours: viem hashes and recovers.
    expect(keccakHex(Buffer.from(canonicalJson(answer.json<{ body: Json }>().body)))).toBe(hash);
    expect(signer).toBe(world.ledger.issuer.address);
    expect(
      await verifyMessage({
        address: signer as `0x${string}`,
        message: { raw: hash as `0x${string}` },
        signature: signature as `0x${string}`,
      }),
    ).toBe(true);
    expect(answer.body).not.toContain('"score":');
  });

  test('is checked offline, and shows each change', async () => {
    const text = (await make(JSON.stringify(world.files[1]))).body;
    const keys = [world.ledger.issuer.address];
    expect(checkSignedFile(text, keys)).toMatchObject({ kind: 'receipt', finding: 'ok' });
    expect(checkSignedFile(text, [world.ledger.admin.address]).finding).toBe('signer_not_trusted');
    expect(checkSignedFile(text.replace('"verdict":"valid"', '"verdict":"revoked"'), keys).finding).toBe('hash_differs');
    const parsed = JSON.parse(text) as Record<string, string>;
    const flipped = `${parsed['signature']?.slice(0, -3)}${parsed['signature']?.at(-3) === '1' ? '2' : '1'}1b`;
    expect(checkSignedFile(JSON.stringify({ ...parsed, signature: flipped }), keys).finding).toBe('signature_invalid');
    for (const broken of ['', '{', '[]', '{"body":1}', 'a,b\n#signed,{}']) {
      expect(() => checkSignedFile(broken, keys)).toThrow(expect.objectContaining({ code: 'receipt_malformed' }));
    }
  });

  test('is made of bad files too, and belongs to one organization', async () => {
    const bad = (await make('{"type":"CredenceCredential"}')).json<ReceiptFile>();
    expect(bad.body).toMatchObject({ verdict: 'malformed', credential: null });
    expect((await make('not json', 'text/plain')).json<ReceiptFile>().body.verdict).toBe('malformed');
    const path = `/v1/verification-receipts/${bad.body.id}`;
    expect((await get(lender, path)).json()).toEqual(bad);
    expect((await get(world.lenders[1], path)).json()).toMatchObject({ code: 'receipt_unknown' });
    expect((await get(world.lenders[1], '/v1/verification-receipts')).json()).toMatchObject({ data: [] });
    const list = (await get(lender, '/v1/verification-receipts')).json<{ data: { id: string; hash: string }[] }>();
    expect(list.data.find(({ id }) => id === bad.body.id)?.hash).toBe(bad.hash);
  });

  test('uses the profile of the organization', async () => {
    const headers = { cookie: lender.cookie, origin: ORIGIN };
    await world.server.inject({ method: 'PUT', url: '/v1/relying-profile', payload: { issuers: [7] }, headers });
    const { body } = (await make(JSON.stringify(world.files[0]))).json<ReceiptFile>();
    expect(body).toMatchObject({ verdict: 'notAccepted', terms: { issuers: [7] } });
    expect(body.checks.find(({ id }) => id === 'accepted')).toMatchObject({ status: 'fail', reason: 'issuer_not_accepted' });
    expect((await make(JSON.stringify(world.files[0]), 'application/json', '?profile=none')).json<ReceiptFile>().body.verdict).toBe(
      'valid',
    );
  });

  test.each(['en', 'zh'] as const)('is printed in %s with its own fonts, on one page', async (lang) => {
    const { body } = (await make(JSON.stringify(world.files[2]))).json<ReceiptFile>();
    const answer = await get(lender, `/v1/verification-receipts/${body.id}/pdf?lang=${lang}`);
    expect(answer.headers['content-type']).toBe('application/pdf');
    const pdf = answer.rawPayload;
    const text = pdf.toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text).toContain('/Count 1');
    expect(text).toMatch(/BaseFont \/[A-Z]{6}\+NotoSansSC/);
    expect(pdf.length).toBeLessThan(250_000);
    // Each word of the page is in the tables by which a reader copies and searches text.
    const glyphs = unicodeOf(pdf);
    const title = lang === 'en' ? 'Verification receipt' : '核验收据';
    for (const character of title.replace(' ', '')) expect(glyphs.has(character), character).toBe(true);
  });
});

/** Characters of the ToUnicode tables of a document. */
function unicodeOf(pdf: Buffer): Set<string> {
  const characters = new Set<string>();
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    const end = pdf.indexOf('endstream', at);
    try {
      const text = inflateSync(pdf.subarray(at + 7, end)).toString('latin1');
      if (!text.includes('beginbfrange')) continue;
      for (const [, hex = ''] of text.matchAll(/<([0-9a-f]{4})>/gi)) characters.add(String.fromCharCode(Number.parseInt(hex, 16)));
    } catch {
      // Not every stream of the file is packed.
    }
  }
  return characters;
}
