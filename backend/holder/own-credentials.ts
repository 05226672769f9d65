import { credentialViews } from '../attestation/batch-views.ts';
import { anchorAt, batchTree, openCredential, placedCredential } from '../attestation/store.ts';
import { openFacts } from '../attestation/sealed-facts.ts';
import { openCustomerKey } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { cursorInteger, decodeCursor, type Page, toPage } from '../platform/http/page.ts';
import type { HolderFile } from './domain/holder-file.ts';
import type { HolderDeps } from './open-holder.ts';
import type { OwnCustomer } from './own-customer.ts';
import type { OwnCredentialRow } from './schemas.ts';

type Deps = Pick<HolderDeps, 'database' | 'wrap'>;
type Row = Awaited<ReturnType<typeof readRows>>[number];
type ViewSource = Parameters<typeof credentialViews>[1][number] & { readonly body: Uint8Array };

/** A credential that the customer's key can make presentations of. */
export interface PresentableCredential extends HolderFile {
  readonly id: string;
}

/** How many of the newest credentials are looked through for one that can be presented. */
const SEARCHED = 50;
/** On the ledger, or promised to be there. */
const PRESENTABLE_STATES: readonly string[] = ['pending', 'anchored', 'final'];
const ON_ITS_WAY: readonly string[] = ['built', 'submitted'];

/** The customer's credentials with a page's cursor, newest first. @throws {@link DomainError} `cursor_invalid` */
export async function listOwnCredentials(
  { database, wrap }: Deps,
  customer: OwnCustomer,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | undefined },
): Promise<Page<OwnCredentialRow>> {
  const [at, id = ''] = cursor === undefined ? [] : decodeCursor(cursor, 2);
  const issuedAt = at === undefined ? undefined : cursorInteger(at);
  const older = issuedAt === undefined ? {} : { OR: [{ issuedAt: { lt: issuedAt } }, { issuedAt, id: { lt: id } }] };
  const rows = await readRows(database.client, { customerId: customer.id, ...older }, limit + 1);
  const views = new Map((await viewRows({ database, wrap }, customer, rows)).map((view) => [view.id, view]));
  return toPage(
    rows,
    limit,
    (row) => [row.issuedAt, row.id],
    (row) => requireView(views.get(row.id)),
  );
}

/** @throws {@link DomainError} `credential_unknown` */
export async function viewOwnCredential(deps: Deps, customer: OwnCustomer, id: string): Promise<OwnCredentialRow> {
  const rows = await readRows(deps.database.client, { customerId: customer.id, id }, 1);
  return requireView((await viewRows(deps, customer, rows))[0]);
}

/**
 * The credential `id`, or without it the newest that can be presented.
 * @throws {@link DomainError} `credential_unknown`, `credential_unbound` when it is bound to another key than the customer's
 */
export async function openPresentable(deps: Deps, customer: OwnCustomer, id: string | undefined): Promise<PresentableCredential> {
  const rows = await readRows(
    deps.database.client,
    { customerId: customer.id, ...(id === undefined ? {} : { id }) },
    id === undefined ? SEARCHED : 1,
  );
  if (id !== undefined && rows.length === 0) throw credentialUnknown();
  const views = await viewRows(deps, customer, rows);
  const chosen = views.find((view) => view.isPresentable);
  const row = rows.find((candidate) => candidate.id === chosen?.id);
  if (row === undefined)
    throw new DomainError('credential_unbound', 'conflict', 'No valid credential is bound to your key; ask for a fresh one.');
  const { holder, ...opened } = await openRow(deps, row);
  if (holder === null)
    throw new DomainError('credential_unbound', 'conflict', 'No valid credential is bound to your key; ask for a fresh one.');
  return { ...opened, holder };
}

function readRows(
  client: DatabaseClient,
  where: NonNullable<Parameters<DatabaseClient['credential']['findMany']>[0]>['where'],
  take: number,
) {
  return client.credential.findMany({
    // A batch is seen once all of it is there.
    where: { AND: [where ?? {}, { OR: [{ batchId: null }, { batch: { state: { not: 'building' } } }] }] },
    orderBy: [{ issuedAt: 'desc' }, { id: 'desc' }],
    take,
    include: { batch: true },
  });
}

async function openRow({ database, wrap }: Deps, row: Row) {
  const { credential, secrets, holder } = await openCredential(database.client, wrap, row);
  const found = placedCredential(row);
  const anchor = found === null ? null : anchorAt(found.placed, await batchTree(database.client, found.row), found.position);
  return { id: row.id, credential: { ...credential, anchor }, secrets, holder };
}

async function viewRows({ database, wrap }: Deps, customer: OwnCustomer, rows: readonly ViewSource[]): Promise<OwnCredentialRow[]> {
  if (rows.length === 0) return [];
  const key = await openCustomerKey(database.client, wrap, customer.id);
  const bound = new Set(
    rows.filter((row) => isBoundTo(customer.holderKey, openFacts(key, row.id, row.body).holderKey)).map(({ id }) => id),
  );
  const expired = new Set(rows.filter(({ expiry }) => Number(expiry) * 1000 <= Date.now()).map(({ id }) => id));
  const views = await credentialViews(database.client, rows);
  return views.map(({ id, digest, state, issuedAt, expiry, batchId, index, copy, anchorBy }) => {
    const isExpired = expired.has(id);
    const isProven = PRESENTABLE_STATES.includes(state) || (anchorBy !== null && ON_ITS_WAY.includes(state));
    const isPresentable = bound.has(id) && !isExpired && isProven;
    return { id, digest, state, issuedAt, expiry, batchId, index, copy, anchorBy, isExpired, isPresentable };
  });
}

function isBoundTo(own: string | null, bound: string | null): boolean {
  return own !== null && own === bound;
}

function requireView(view: OwnCredentialRow | undefined): OwnCredentialRow {
  if (view === undefined) throw credentialUnknown();
  return view;
}

function credentialUnknown(): DomainError {
  return new DomainError('credential_unknown', 'not_found', 'No credential has this id.');
}
