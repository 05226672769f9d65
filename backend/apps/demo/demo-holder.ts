import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../attestation/open-ledger.ts';
import { issueOwnCredential } from '../../holder/issue-own-credential.ts';
import { signWithKeptKey } from '../../holder/kept-key.ts';
import type { Action, HolderDeps } from '../../holder/open-holder.ts';
import { listOwnCredentials, viewOwnCredential } from '../../holder/own-credentials.ts';
import { type OwnCustomer, ownCustomer } from '../../holder/own-customer.ts';
import { preparePresentation } from '../../holder/prepare-presentation.ts';
import { askPresentation } from '../../holder/presentation-requests.ts';
import { setHolderKey } from '../../holder/register-holder-key.ts';
import { submitPresentation } from '../../holder/submit-presentation.ts';
import { DomainError } from '../../kernel/errors.ts';
import { openSigner } from '../../platform/chain/key-folder.ts';
import type { Signer } from '../../platform/chain/signer.ts';
import type { System } from '../open-system.ts';
import { DEMO_CUSTOMER_EMAIL } from './demo-accounts.ts';

/** Who the demo customer is among the imported ones. */
const EXTERNAL_ID = 'DE-0001';
const LENDER = 'harbour-lending';
const VALID_DAYS = 90;
const PURPOSE = 'A consumer loan of 5,000 euros';
const PERIOD_MS = 30 * 86_400_000;
const POLL_MS = 500;
const PATIENCE_MS = 60_000;

/** Key of the demo customer, kept like the other keys of the installation until he registers one of his own. */
export function openDemoHolder({ config, secrets }: Pick<System, 'config' | 'secrets'>): Signer {
  return openSigner({ home: config.home, password: secrets.keystorePassword }, 'demo-holder');
}

/**
 * Gives the demo customer what a customer has after some weeks: an account with one of the imported customers behind it,
 * a key, a credential bound to it, and one presentation to a lender. What is there stays.
 */
export async function ensureDemoCustomer(
  system: System,
  source: string,
  tell: (text: string) => void,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deps: HolderDeps = { ...system, keptKey: () => openDemoHolder(system) };
  const caller = await linkAccount(deps, source);
  let customer = await ownCustomer(system.database.client, caller);
  if (customer.holderKey === null) {
    const { address } = openDemoHolder(system);
    const key = { kind: 'wallet', address, info: { passkey: null, keptHere: true } } as const;
    await system.database.write((tx) => setHolderKey(tx, customer.id, key, actionNow()));
    customer = await ownCustomer(system.database.client, caller);
  }
  const { data } = await listOwnCredentials(deps, customer, { limit: 50, cursor: undefined });
  if (!data.some((row) => row.isPresentable)) {
    tell('demo: a credential bound to the key of the demo customer');
    const { id } = await issueOwnCredential(deps, customer, VALID_DAYS, actionNow());
    await waitForAnchor(deps, customer, id, patienceMs);
  }
  if ((await system.database.client.consent.count({ where: { customerId: customer.id } })) === 0) {
    tell('demo: a presentation to Harbour Lending');
    await presentOnce(deps, customer, actionNow());
  }
}

function actionNow(): Action {
  return { actor: 'system:demo', requestId: null, now: new Date() };
}

async function linkAccount({ database }: HolderDeps, source: string) {
  const { client } = database;
  const user = await client.user.findUniqueOrThrow({ where: { email: DEMO_CUSTOMER_EMAIL }, include: { customerLogin: true } });
  const caller = { kind: 'user', id: user.id } as const;
  if (user.customerLogin !== null) return caller;
  const free = { source, erasedAt: null, login: null };
  const chosen =
    (await client.customer.findFirst({ where: { ...free, externalId: EXTERNAL_ID }, select: { id: true } })) ??
    (await client.customer.findFirst({ where: free, orderBy: { externalId: 'asc' }, select: { id: true } }));
  if (chosen === null) throw new DomainError('demo_incomplete', 'unavailable', 'No imported customer is left for the demo account.');
  await client.customerLogin.create({ data: { userId: user.id, customerId: chosen.id } });
  return caller;
}

/** The worker anchors what was promised within seconds; a presentation made before would show the promise alone. */
async function waitForAnchor(deps: HolderDeps, customer: OwnCustomer, id: string, patienceMs: number): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += POLL_MS) {
    const { state } = await viewOwnCredential(deps, customer, id);
    if (state === 'anchored' || state === 'final') return;
    await sleep(POLL_MS);
  }
}

async function presentOnce(deps: HolderDeps, customer: OwnCustomer, action: Action): Promise<void> {
  const { client } = deps.database;
  const lender = await client.organization.findUniqueOrThrow({ where: { slug: LENDER } });
  const score = await client.score.findFirst({ where: { customerId: customer.id, isLatest: true } });
  // A round figure that the customer reaches.
  const threshold = String(Math.max(305, Math.floor((score?.score ?? 305) / 20) * 20));
  const wanted = { fields: ['grade' as const], claims: [{ kind: 'scoreAtLeast' as const, threshold }] };
  const until = new Date(action.now.getTime() + PERIOD_MS).toISOString();
  const requestId = await askPresentation(deps.database, lender.id, { purpose: PURPOSE, wanted, until }, action);
  const { unsigned } = await preparePresentation(deps, customer, { requestId, ...wanted }, action.now);
  const presentation = { ...unsigned, signature: await signWithKeptKey(deps, customer, unsigned) };
  await submitPresentation({ ...deps, ledger: openLedger(deps) }, customer, { way: 'direct', requestId, presentation }, action);
}
