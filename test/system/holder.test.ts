import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { privateKeyToAccount } from 'viem/accounts';
import { createLedgerReader } from '../../backend/attestation/ledger-client.ts';
import { verifyCredential } from '../../backend/attestation/verify.ts';
import { hash32, type Hex } from '../../backend/kernel/hex.ts';
import { keccakHex } from '../../backend/kernel/keccak.ts';
import {
  ConsentPage,
  ConsentView,
  HolderChallenge,
  HolderKeyAnswer,
  NewCustomerLoginView,
  OwnCredentialPage,
  OwnCredentialView,
  OwnRecord,
  PreparedPresentation,
  PresentationReceipt,
  PresentationRequestView,
  ReceivedPresentation,
} from '../../backend/holder/schemas.ts';
import { createOrganization, createUser } from '../../backend/platform/auth/accounts.ts';
import { DEMO_CUSTOMER_EMAIL } from '../../backend/apps/demo/demo-accounts.ts';
import { ensureDemoCustomer } from '../../backend/apps/demo/demo-holder.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { type HolderWorld, openHolderWorld, WALLET } from './support/holder-world.ts';
import { makePasskey } from './support/software-passkey.ts';
import { PASSWORD } from './support/test-server.ts';

const NEXT_WEEK = new Date(Date.now() + 7 * 86_400_000).toISOString();
const WANTED = { fields: ['grade'], claims: [{ kind: 'scoreAtLeast', threshold: '600' }] };
/** Of a good presentation, before and after its credential is anchored. */
const TAKEN = ['pending', 'valid'];
const now = () => Math.floor(Date.now() / 1000);

describeOnEachDatabase('the holder', (under) => {
  let world: HolderWorld;
  const people = { ada: 0, bob: 1, eve: 2 };

  beforeAll(async () => {
    world = await openHolderWorld(under);
    for (const [name, at] of Object.entries(people)) {
      const answer = await world.ask('officer', 'POST', `/v1/customers/${world.customers[at]}/login`, { email: `${name}@people.example` });
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      await world.enter(name, `${name}@people.example`, NewCustomerLoginView.parse(answer.body).password);
    }
  });
  afterAll(() => world.close());

  async function bindWallet(who: string, wallet = WALLET) {
    const asked = await world.ask(who, 'GET', `/v1/me/holder-key/challenge?address=${wallet.address.toLowerCase()}`);
    const { message } = HolderChallenge.parse(asked.body).wallet ?? { message: '' };
    return world.ask(who, 'PUT', '/v1/me/holder-key', { kind: 'wallet', message, signature: await wallet.signMessage({ message }) });
  }

  async function requestOf(lender: string): Promise<PresentationRequestView> {
    const order = { purpose: 'a car loan', wanted: WANTED, until: NEXT_WEEK };
    const { status, body } = await world.ask(lender, 'POST', '/v1/presentation-requests', order);
    expect(status, JSON.stringify(body)).toBe(201);
    return PresentationRequestView.parse(body);
  }

  async function prepare(who: string, order: object): Promise<PreparedPresentation> {
    const { status, body } = await world.ask(who, 'POST', '/v1/me/presentations/preparation', order);
    expect(status, JSON.stringify(body)).toBe(200);
    return PreparedPresentation.parse(body);
  }

  async function signed(prepared: PreparedPresentation, wallet = WALLET) {
    const value = await wallet.sign({ hash: prepared.digest as Hex });
    return { ...prepared.unsigned, signature: { kind: 'ecdsa', value } };
  }

  async function answerRequest(who: string, lender: string) {
    const request = await requestOf(lender);
    const prepared = await prepare(who, { requestId: request.id, ...WANTED });
    const presentation = await signed(prepared);
    const handed = await world.ask(who, 'POST', '/v1/me/presentations', { way: 'direct', requestId: request.id, presentation });
    expect(handed.status, JSON.stringify(handed.body)).toBe(201);
    return { request, presentation, receipt: PresentationReceipt.parse(handed.body) };
  }

  const reader = () => createLedgerReader({ chain: world.api.ledger.chain, place: world.api.ledger.place, firstBlock: 0n });
  const verifyFor = async (
    presentation: unknown,
    { verifier, challenge, purpose }: { verifier: string; challenge?: string; purpose?: string },
  ) =>
    verifyCredential(presentation, {
      chain: reader(),
      now: now(),
      audience: {
        verifier: hash32(verifier),
        ...(challenge === undefined ? {} : { challenge: hash32(challenge) }),
        ...(purpose === undefined ? {} : { purpose }),
      },
    });

  describe('account', () => {
    it('is opened once, seen by officers, and closed', async () => {
      const id = world.customers[people.ada];
      const again = await world.ask('officer', 'POST', `/v1/customers/${id}/login`, { email: 'other@people.example' });
      expect(again.body).toMatchObject({ status: 409, code: 'customer_has_login' });
      const nobody = await world.ask('officer', 'POST', '/v1/customers/none/login', { email: 'other@people.example' });
      expect(nobody.body).toMatchObject({ code: 'customer_unknown' });
      const seen = await world.ask('officer', 'GET', `/v1/customers/${id}/login`);
      expect(seen.body).toMatchObject({ email: 'ada@people.example', customerId: id });
      const closed = await world.ask('officer', 'DELETE', `/v1/customers/${world.customers[people.eve]}/login`);
      expect(closed.status).toBe(200);
      expect((await world.ask('eve', 'GET', '/v1/me/customer')).status).toBe(401);
    });

    it('opens what is its own and no door of the house', async () => {
      expect((await world.ask('ada', 'GET', '/v1/me/customer')).status).toBe(200);
      const id = world.customers[people.ada];
      const doors = [
        '/v1/customers',
        `/v1/customers/${id}`,
        '/v1/scorecards',
        '/v1/credentials/none',
        '/v1/members',
        '/v1/audit-log',
        '/v1/presentation-requests',
      ];
      for (const url of doors) expect((await world.ask('ada', 'GET', url)).status, url).toBe(403);
      expect((await world.ask('ada', 'POST', `/v1/customers/${id}/login`, { email: 'x@people.example' })).status).toBe(403);
      expect((await world.ask('operator', 'GET', '/v1/me/customer')).body).toMatchObject({ status: 404, code: 'no_customer' });
      for (const who of ['officer', 'harbour']) expect((await world.ask(who, 'GET', '/v1/me/customer')).status, who).toBe(403);
      expect((await world.ask(null, 'GET', '/v1/me/customer')).status).toBe(401);
    });

    it('shows all that is known, with the score in words', async () => {
      await world.ask('officer', 'GET', `/v1/customers/${world.customers[people.ada]}`);
      const record = OwnRecord.parse((await world.ask('ada', 'GET', '/v1/me/customer')).body);
      expect(record).toMatchObject({ externalId: 'P-0', attributes: { age: 30, purpose: 'car' }, score: { score: 640, grade: 'C' } });
      expect(record.words[0]).toEqual({ en: 'Your score is 640, which is grade C.', zh: '您的评分为 640，等级为 C。' });
      expect(record.looks[0]).toMatchObject({ who: 'Organization bank', kind: 'record' });
    });
  });

  describe('key', () => {
    it('is needed before anything is presented', async () => {
      const order = { audience: { verifierName: 'Somebody', purpose: 'a test', until: NEXT_WEEK }, fields: ['score'] };
      const { body } = await world.ask('bob', 'POST', '/v1/me/presentations/preparation', order);
      expect(body).toMatchObject({ status: 409, code: 'holder_key_missing' });
    });

    it('of a wallet is bound by a signed challenge that is good once', async () => {
      const asked = await world.ask('ada', 'GET', `/v1/me/holder-key/challenge?address=${WALLET.address.toLowerCase()}`);
      const { message } = HolderChallenge.parse(asked.body).wallet ?? { message: '' };
      const signature = await WALLET.signMessage({ message });
      const bound = await world.ask('ada', 'PUT', '/v1/me/holder-key', { kind: 'wallet', message, signature });
      expect(bound.status, JSON.stringify(bound.body)).toBe(200);
      const { holderKey, credential } = HolderKeyAnswer.parse(bound.body);
      expect(holderKey).toEqual({ kind: 'wallet', address: WALLET.address.toLowerCase(), passkey: null, keptHere: false });
      expect(credential).toMatchObject({ state: 'pending', isPresentable: true });
      const replayed = await world.ask('ada', 'PUT', '/v1/me/holder-key', { kind: 'wallet', message, signature });
      expect(replayed.body).toMatchObject({ status: 409, code: 'challenge_spent' });
    });

    it('is refused when another wallet signed, or another message', async () => {
      const other = privateKeyToAccount(`0x${'5c'.repeat(32)}`);
      const ask = async () => {
        const asked = await world.ask('bob', 'GET', `/v1/me/holder-key/challenge?address=${WALLET.address.toLowerCase()}`);
        return HolderChallenge.parse(asked.body).wallet?.message ?? '';
      };
      const first = await ask();
      const forged = { kind: 'wallet', message: first, signature: await other.signMessage({ message: first }) };
      expect((await world.ask('bob', 'PUT', '/v1/me/holder-key', forged)).body).toMatchObject({ code: 'wallet_key_refused' });
      const altered = (await ask()).replace('Credence credentials', 'credentials');
      const signature = await WALLET.signMessage({ message: altered });
      const answer = await world.ask('bob', 'PUT', '/v1/me/holder-key', { kind: 'wallet', message: altered, signature });
      expect(answer.body).toMatchObject({ code: 'wallet_key_refused' });
    });

    it('that changes leaves credentials of the earlier key unpresentable', async () => {
      const before = OwnCredentialPage.parse((await world.ask('ada', 'GET', '/v1/me/credentials')).body);
      expect((await bindWallet('ada')).status).toBe(200);
      const other = privateKeyToAccount(`0x${'5d'.repeat(32)}`);
      expect((await bindWallet('ada', other)).status).toBe(200);
      const old = before.data[0]?.id ?? '';
      const page = OwnCredentialPage.parse((await world.ask('ada', 'GET', '/v1/me/credentials')).body);
      expect(page.data.find(({ id }) => id === old)?.isPresentable).toBe(false);
      const order = { credentialId: old, audience: { verifierName: 'Somebody', purpose: 'a test', until: NEXT_WEEK }, fields: ['score'] };
      expect((await world.ask('ada', 'POST', '/v1/me/presentations/preparation', order)).body).toMatchObject({
        code: 'credential_unbound',
      });
      expect((await bindWallet('ada')).status).toBe(200);
    });
  });

  describe('credential', () => {
    it('that the customer asks for states the hash of what was asked', async () => {
      const { status, body } = await world.ask('ada', 'POST', '/v1/me/credentials', { validDays: 30 });
      expect(status).toBe(201);
      const { id, file } = OwnCredentialView.parse(body);
      const fields = file['fields'] as { name: string; value: string }[];
      const consent = fields.find(({ name }) => name === 'consentHash')?.value;
      const entry = await world.database.client.auditEntry.findFirstOrThrow({ where: { action: 'credential.asked_for', entityId: id } });
      const { at, validDays } = JSON.parse(entry.detail) as { at: string; validDays: number };
      const asked = JSON.stringify({ ask: 'credential', at, holder: WALLET.address.toLowerCase(), validDays });
      expect(consent).toBe(keccakHex(new TextEncoder().encode(asked)));
      const whole = await world.ask('ada', 'GET', `/v1/me/credentials/${id}/file`);
      expect(whole.body).toMatchObject({ type: 'CredenceCredential', version: 2 });
      expect((await world.ask('bob', 'GET', `/v1/me/credentials/${id}/file`)).body).toMatchObject({ code: 'credential_unknown' });
      expect((await world.ask('bob', 'GET', `/v1/me/credentials/${id}/holder-file`)).body).toMatchObject({ code: 'credential_unknown' });
    });
  });

  it('is given so many credentials a day and no more', async () => {
    const given: number[] = [];
    expect((await bindWallet('bob', privateKeyToAccount(`0x${'5f'.repeat(32)}`))).status).toBe(200);
    for (let i = 0; i < 20; i++) given.push((await world.ask('bob', 'POST', '/v1/me/credentials', { validDays: 1 })).status);
    expect(given).toEqual([...Array.from({ length: 19 }, () => 201), 429]);
    await world.database.client.credential.deleteMany({ where: { customerId: world.customers[people.bob] ?? '' } });
    await world.database.client.customer.update({ where: { id: world.customers[people.bob] ?? '' }, data: { holderKey: null } });
  });

  describe('presentation', () => {
    it('shows exactly what was chosen, is signed as typed data, and reaches the lender who asked', async () => {
      const request = await requestOf('harbour');
      const open = await world.ask(null, 'GET', `/v1/presentation-requests/${request.id}/public`);
      expect(open.body).toMatchObject({ verifierName: 'harbour lending', purpose: 'a car loan', wanted: WANTED, state: 'open' });
      const prepared = await prepare('ada', { requestId: request.id, ...WANTED });
      expect(prepared.disclosed).toEqual([{ name: 'grade', value: 'C' }]);
      expect(prepared.hidden).toEqual(expect.arrayContaining(['score', 'pdWad', 'reasonCodes', 'inputHash']));
      const { domain, types, message } = prepared.typedData as never as Parameters<typeof WALLET.signTypedData>[0] & {
        types: Record<string, unknown>;
      };
      const { EIP712Domain: _, ...own } = types;
      const typed = await WALLET.signTypedData({ domain, types: own, primaryType: 'Presentation', message } as never);
      expect(typed).toBe(await WALLET.sign({ hash: prepared.digest as Hex }));
      const presentation = { ...prepared.unsigned, signature: { kind: 'ecdsa', value: typed } };
      const handed = await world.ask('ada', 'POST', '/v1/me/presentations', { way: 'direct', requestId: request.id, presentation });
      expect(handed.status, JSON.stringify(handed.body)).toBe(201);

      const got = await world.ask('harbour', 'GET', `/v1/presentation-requests/${request.id}/presentation`);
      const received = ReceivedPresentation.parse(got.body);
      expect(received.presentation).toEqual(presentation);
      expect(JSON.stringify(received.presentation)).not.toContain('51234567890123456');
      const verification = await verifyFor(received.presentation, request);
      expect(verification.verdict).toBe('pending');
      expect(verification.checks.find(({ id }) => id === 'presentedToYou')).toMatchObject({ status: 'pass' });
      expect(verification.checks.find(({ id }) => id === 'thresholdsMet')).toMatchObject({ status: 'pass' });
      const view = await world.ask('harbour', 'GET', `/v1/presentation-requests/${request.id}`);
      expect(view.body).toMatchObject({ state: 'answered', consent: { state: 'active' } });
    });

    it('given to one lender is of no use at another', async () => {
      const { request, presentation } = await answerRequest('ada', 'harbour');
      const other = await requestOf('summit');
      expect((await verifyFor(presentation, other)).verdict).toBe('notForYou');
      expect((await verifyFor(presentation, { verifier: request.verifier, challenge: other.challenge })).verdict).toBe('notForYou');
      const replay = { way: 'direct', requestId: other.id, presentation };
      expect((await world.ask('ada', 'POST', '/v1/me/presentations', replay)).body).toMatchObject({ code: 'presentation_refused' });
      expect((await world.ask('summit', 'GET', `/v1/presentation-requests/${request.id}/presentation`)).body).toMatchObject({
        status: 404,
        code: 'request_unknown',
      });
      expect((await world.ask('summit', 'GET', `/v1/presentation-requests/${other.id}/presentation`)).body).toMatchObject({
        code: 'presentation_missing',
      });
      const again = { way: 'direct', requestId: request.id, presentation };
      expect((await world.ask('ada', 'POST', '/v1/me/presentations', again)).body).toMatchObject({ code: 'request_closed' });
      const asFile = { way: 'file', presentation };
      expect((await world.ask('ada', 'POST', '/v1/me/presentations', asFile)).body).toMatchObject({ code: 'presentation_spent' });
    });

    it('handed over twice at the same moment answers its request once', async () => {
      const request = await requestOf('harbour');
      const one = async (fields: string[]) => signed(await prepare('ada', { requestId: request.id, fields }));
      const both = await Promise.all([one(['grade']), one(['grade', 'score'])]);
      const answers = await Promise.all(
        both.map((presentation) =>
          world.ask('ada', 'POST', '/v1/me/presentations', { way: 'direct', requestId: request.id, presentation }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(await world.database.client.consent.count({ where: { requestId: request.id } })).toBe(1);
    });

    it('of a credential that only waits brings the proof of its anchor later', async () => {
      const { request, presentation } = await answerRequest('ada', 'harbour');
      expect((await verifyFor(presentation, request)).verdict).toBe('pending');
      await world.anchor();
      const got = await world.ask('harbour', 'GET', `/v1/presentation-requests/${request.id}/presentation`);
      const { presentation: proven } = ReceivedPresentation.parse(got.body);
      expect((await verifyFor(proven, request)).verdict).toBe('valid');
      expect((await verifyFor(proven, await requestOf('summit'))).verdict).toBe('notForYou');
    });

    it('is refused with a forged signature, altered words, or from another customer', async () => {
      const request = await requestOf('harbour');
      const prepared = await prepare('ada', { requestId: request.id, ...WANTED });
      const stranger = await signed(prepared, privateKeyToAccount(`0x${'5e'.repeat(32)}`));
      const submit = (who: string, presentation: object) =>
        world.ask(who, 'POST', '/v1/me/presentations', { way: 'direct', requestId: request.id, presentation });
      expect((await submit('ada', stranger)).body).toMatchObject({
        status: 422,
        code: 'presentation_refused',
        params: { verdict: 'notForYou' },
      });
      const good = await signed(prepared);
      const audience = { ...(good as unknown as { audience: object }).audience, until: String(now() + 9_000_000) };
      expect((await submit('ada', { ...good, audience })).body).toMatchObject({ code: 'presentation_refused' });
      expect((await submit('bob', good)).body).toMatchObject({ code: 'holder_key_missing' });
      expect((await submit('ada', { ...good, signature: null })).body).toMatchObject({ status: 400, code: 'credential_malformed' });
      expect((await submit('ada', good)).status).toBe(201);
    });

    it('refuses thresholds that do not hold, choices of nothing, and periods that are over', async () => {
      const audience = { verifierName: 'Somebody', purpose: 'a test', until: NEXT_WEEK };
      const refuse = async (order: object) => (await world.ask('ada', 'POST', '/v1/me/presentations/preparation', order)).body;
      const tooHigh = { audience, claims: [{ kind: 'scoreAtLeast', threshold: '645' }] };
      expect(await refuse(tooHigh)).toMatchObject({ code: 'threshold_not_met' });
      expect(await refuse({ audience, claims: [{ kind: 'scoreAtLeast', threshold: '681' }] })).toMatchObject({ code: 'request_invalid' });
      expect(await refuse({ audience, claims: [{ kind: 'pdAtMost', threshold: '512' }] })).toMatchObject({ code: 'request_invalid' });
      expect(await refuse({ audience })).toMatchObject({ code: 'presentation_empty' });
      expect(await refuse({ fields: ['score'] })).toMatchObject({ code: 'audience_missing' });
      expect(await refuse({ audience: { ...audience, until: '2020-01-01T00:00:00Z' }, fields: ['score'] })).toMatchObject({
        code: 'until_invalid',
      });
    });

    it('behind a link is ciphertext that only the secret opens', async () => {
      const audience = { verifierName: 'Aunt Vera', purpose: 'a flat', until: NEXT_WEEK };
      const presentation = await signed(await prepare('ada', { audience, fields: ['score', 'grade'] }));
      const [secret, iv] = [randomBytes(32), randomBytes(12)];
      const cipher = createCipheriv('aes-256-gcm', secret, iv);
      const plain = JSON.stringify(presentation);
      const bytes = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      const bare = await world.ask('ada', 'POST', '/v1/me/presentations', { way: 'link', presentation });
      expect(bare.body).toMatchObject({ code: 'ciphertext_missing' });
      const handed = await world.ask('ada', 'POST', '/v1/me/presentations', {
        way: 'link',
        presentation,
        ciphertext: bytes.toString('base64url'),
      });
      const { id, link, consent } = PresentationReceipt.parse(handed.body);
      expect(link).toBe(`/p/${id}`);
      const stored = await world.database.client.presentation.findUniqueOrThrow({ where: { id } });
      expect(Buffer.from(stored.body).equals(bytes)).toBe(true);

      const got = await world.ask<{ ciphertext: string }>(null, 'GET', `/v1/presentations/${id}`);
      const sealed = Buffer.from(got.body.ciphertext, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const opened = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
      expect(TAKEN).toContain((await verifyFor(opened, { verifier: keccakHex(new TextEncoder().encode('Aunt Vera')) })).verdict);

      const withdrawn = await world.ask('ada', 'POST', `/v1/me/consents/${consent.id}/withdrawal`);
      expect(ConsentView.parse(withdrawn.body)).toMatchObject({ state: 'withdrawn', looks: [{ who: 'visitor', kind: 'link' }] });
      expect((await world.ask(null, 'GET', `/v1/presentations/${id}`)).body).toMatchObject({ status: 410, code: 'consent_withdrawn' });
    });

    it('fits into a QR code that verifies like the file', async () => {
      const audience = { verifierName: 'Shop', purpose: 'an instalment', until: NEXT_WEEK };
      const prepared = await prepare('ada', { audience, claims: [{ kind: 'scoreAtLeast', threshold: '640' }] });
      const presentation = await signed(prepared);
      const handed = await world.ask('ada', 'POST', '/v1/me/presentations', { way: 'file', presentation });
      const { qr, id } = PresentationReceipt.parse(handed.body);
      expect(qr?.bytes).toBe(prepared.qrBytes);
      expect(qr?.bytes).toBeLessThanOrEqual(1500);
      expect(TAKEN).toContain((await verifyFor(qr?.text, { verifier: keccakHex(new TextEncoder().encode('Shop')) })).verdict);
      expect((await world.ask('ada', 'GET', `/v1/me/presentations/${id}/file`)).body).toEqual(presentation);
      expect((await world.ask('bob', 'GET', `/v1/me/presentations/${id}/file`)).status).toBe(404);
    });
  });

  describe('passkey', () => {
    const passkey = makePasskey('http://localhost:4100');
    const challenge = async () => HolderChallenge.parse((await world.ask('bob', 'GET', '/v1/me/holder-key/challenge')).body).passkey;

    it('made for this site becomes the key, and its answers sign presentations', async () => {
      const asked = await challenge();
      expect(asked.rp.id).toBe('localhost');
      const bound = await world.ask('bob', 'PUT', '/v1/me/holder-key', passkey.register(asked.challenge));
      expect(bound.status, JSON.stringify(bound.body)).toBe(200);
      const { credentialId } = passkey;
      expect(HolderKeyAnswer.parse(bound.body).holderKey).toMatchObject({ kind: 'passkey', passkey: { credentialId, rpId: 'localhost' } });

      const request = await requestOf('summit');
      const prepared = await prepare('bob', { requestId: request.id, fields: ['score'] });
      const presentation = { ...prepared.unsigned, signature: passkey.sign(prepared.digest) };
      const handed = await world.ask('bob', 'POST', '/v1/me/presentations', { way: 'direct', requestId: request.id, presentation });
      expect(handed.status, JSON.stringify(handed.body)).toBe(201);
      expect(prepared.qrBytes).toBeLessThanOrEqual(1500);
    });

    it('is refused for another challenge or site', async () => {
      const ask = async (odd: object) =>
        (await world.ask('bob', 'PUT', '/v1/me/holder-key', passkey.register((await challenge()).challenge, odd))).body;
      expect(await ask({ origin: 'https://evil.example' })).toMatchObject({ code: 'passkey_refused', params: { part: 'origin' } });
      expect(await ask({ challenge: 'AAAA' })).toMatchObject({ code: 'passkey_refused', params: { part: 'challenge' } });
      expect(await ask({ type: 'webauthn.get' })).toMatchObject({ code: 'passkey_refused', params: { part: 'type' } });
    });
  });

  describe('consent', () => {
    it('tells who looked when, ends on withdrawal for good, and the lender sees that', async () => {
      const { request, presentation, receipt } = await answerRequest('ada', 'harbour');
      const look = () => world.ask('harbour', 'GET', `/v1/presentation-requests/${request.id}/presentation`);
      expect((await look()).status).toBe(200);
      expect((await look()).status).toBe(200);
      const page = ConsentPage.parse((await world.ask('ada', 'GET', '/v1/me/consents?limit=1')).body);
      expect(page.data[0]).toMatchObject({ id: receipt.consent.id, verifierName: 'harbour lending', purpose: 'a car loan', scope: WANTED });
      expect(page.data[0]?.looks.map(({ who, kind }) => [who, kind])).toEqual([
        ['harbour lending', 'presentation'],
        ['harbour lending', 'presentation'],
      ]);
      expect(page.data[0]?.openedAt).not.toBeNull();
      const standing = await world.ask(null, 'GET', `/v1/consents/${receipt.consent.digest}`);
      expect(standing.body).toMatchObject({ state: 'active' });

      expect((await world.ask('bob', 'POST', `/v1/me/consents/${receipt.consent.id}/withdrawal`)).body).toMatchObject({
        code: 'consent_unknown',
      });
      expect((await world.ask('ada', 'POST', `/v1/me/consents/${receipt.consent.id}/withdrawal`)).status).toBe(200);
      expect((await look()).body).toMatchObject({ status: 410, code: 'consent_withdrawn' });
      expect((await world.ask('harbour', 'GET', `/v1/presentation-requests/${request.id}`)).body).toMatchObject({
        consent: { state: 'withdrawn' },
      });
      expect((await world.ask(null, 'GET', `/v1/consents/${receipt.consent.digest}`)).body).toMatchObject({ state: 'withdrawn' });
      const again = { way: 'file', presentation };
      expect((await world.ask('ada', 'POST', '/v1/me/presentations', again)).body).toMatchObject({ code: 'presentation_spent' });
      const told = await world.database.client.outbox.findFirstOrThrow({ where: { topic: 'consent.withdrawn', key: receipt.consent.id } });
      expect(JSON.parse(told.payload)).toMatchObject({ requestId: request.id });
    });

    it('is over when its period is, and is seen and withdrawn by officers who are asked to', async () => {
      const { request, receipt } = await answerRequest('ada', 'summit');
      const id = world.customers[people.ada];
      const listed = ConsentPage.parse((await world.ask('officer', 'GET', `/v1/customers/${id}/consents`)).body);
      expect(listed.data.map((row) => row.id)).toContain(receipt.consent.id);
      await world.database.client.consent.update({ where: { id: receipt.consent.id }, data: { until: BigInt(now() - 1) } });
      const late = await world.ask('summit', 'GET', `/v1/presentation-requests/${request.id}/presentation`);
      expect(late.body).toMatchObject({ status: 410, code: 'consent_expired' });
      const withdrawn = await world.ask('officer', 'POST', `/v1/customers/${id}/consents/${receipt.consent.id}/withdrawal`);
      expect(withdrawn.body).toMatchObject({ state: 'withdrawn' });
      expect((await world.ask('harbour', 'GET', `/v1/customers/${id}/consents`)).status).toBe(403);
    });
  });

  it('of the demo gets account, key, credential and a presentation once, signed with the key kept here', async () => {
    const { client } = world.database;
    const [harbour, people] = [
      await createOrganization(world.database, { name: 'Harbour Lending', slug: 'harbour-lending', kind: 'lender' }),
      await createOrganization(world.database, { name: 'Customers of Demo Bank', slug: 'demo-customers', kind: 'customer' }),
    ];
    const membership = { organizationId: people, role: 'customer' as const };
    await createUser(world.database, { name: 'Anna', email: DEMO_CUSTOMER_EMAIL, password: PASSWORD, membership });
    const seed = () => ensureDemoCustomer(world.api.system, 'people', () => undefined, 0);
    await seed();
    await seed();
    const request = await client.presentationRequest.findFirstOrThrow({ where: { organizationId: harbour } });
    expect(await client.consent.count({ where: { requestId: request.id } })).toBe(1);
    await world.enter('anna', DEMO_CUSTOMER_EMAIL);
    const record = OwnRecord.parse((await world.ask('anna', 'GET', '/v1/me/customer')).body);
    expect(record).toMatchObject({ holderKey: { kind: 'wallet', keptHere: true }, activeConsents: 1, credentials: 1 });

    const prepared = await prepare('anna', { audience: { verifierName: 'Shop', purpose: 'a test', until: NEXT_WEEK }, fields: ['score'] });
    const signature = (await world.ask('anna', 'POST', '/v1/me/presentations/signature', { unsigned: prepared.unsigned })).body;
    const presentation = { ...prepared.unsigned, signature };
    expect((await world.ask('anna', 'POST', '/v1/me/presentations', { way: 'file', presentation })).status).toBe(201);
    const theirs = await prepare('ada', { audience: { verifierName: 'Shop', purpose: 'a test', until: NEXT_WEEK }, fields: ['score'] });
    const sign = (who: string) => world.ask(who, 'POST', '/v1/me/presentations/signature', { unsigned: theirs.unsigned });
    expect((await sign('ada')).body).toMatchObject({ status: 409, code: 'key_not_kept' });
    expect((await sign('anna')).body).toMatchObject({ code: 'credential_unknown' });
  });

  it('is erased on his own word, account and presentations with him', async () => {
    const { request } = await answerRequest('ada', 'harbour');
    const id = world.customers[people.ada] ?? '';
    expect((await world.ask('ada', 'DELETE', '/v1/me', { confirmation: 'yes' })).body).toMatchObject({ status: 422 });
    const erased = await world.ask('ada', 'DELETE', '/v1/me', { confirmation: 'P-0' });
    expect(erased.body).toMatchObject({ erased: true });
    expect((await world.ask('ada', 'GET', '/v1/me/customer')).status).toBe(401);
    const { client } = world.database;
    expect(await client.presentation.count({ where: { customerId: id } })).toBe(0);
    expect(await client.user.count({ where: { email: 'ada@people.example' } })).toBe(0);
    expect(await client.customerKey.count({ where: { customerId: id } })).toBe(0);
    const gone = await world.ask('harbour', 'GET', `/v1/presentation-requests/${request.id}/presentation`);
    expect(gone.body).toMatchObject({ status: 410, code: 'consent_withdrawn' });
    expect((await world.ask('officer', 'POST', `/v1/customers/${id}/login`, { email: 'ada@people.example' })).body).toMatchObject({
      code: 'customer_erased',
    });
  });
});
