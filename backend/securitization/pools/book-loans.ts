import { createHash } from 'node:crypto';
import { openCustomerKeys } from '../../intake/customer-keys.ts';
import { openAttributes } from '../../intake/store.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { bookLoan } from '../domain/pool/book-loan.ts';
import { type Loan, loanText } from '../domain/pool/loan.ts';
import { likenessKey } from '../domain/pool/loan-key.ts';
import { loanSecret, type Order, type PoolDeps } from '../open-securitization.ts';
import { readAnchoredScores } from './anchored-scores.ts';
import { keepTape } from './keep-tape.ts';

export interface Booking {
  readonly name: string;
  /** Source of the customers. */
  readonly source: string;
  readonly originator: string;
  readonly bookedDay: number;
}

/**
 * Makes a tape of one loan for each customer of a source who has an anchored credential: amount and duration of the application, a rate priced from the credential's PD.
 * Customers without one, or erased, are left out.
 * @returns the id of the tape
 * @throws {@link DomainError} `booking_empty`
 */
export async function bookLoans(deps: Pick<PoolDeps, 'database' | 'wrap'>, booking: Booking, order: Order): Promise<string> {
  const loans = await bookedLoans(deps, booking);
  if (loans.length === 0)
    throw new DomainError('booking_empty', 'unprocessable', 'No customer of this source has an anchored credential and terms of a loan.');
  const secret = loanSecret(deps.wrap);
  const hash = createHash('sha256');
  for (const loan of loans) hash.update(`${loanText(loan)}\n`);
  const reading = {
    loans: loans.map((loan) => ({ loan, likeness: likenessKey(secret, loan) })),
    faults: [],
    faultCount: 0,
    rows: loans.length,
    flagged: 0,
    isRejected: false,
    fileHash: hash.digest('hex'),
  };
  return keepTape(deps.database, { name: booking.name, profileId: 'booked', fileName: booking.source }, reading, order);
}

async function bookedLoans({ database, wrap }: Pick<PoolDeps, 'database' | 'wrap'>, booking: Booking): Promise<Loan[]> {
  const { client } = database;
  const customers = await anchoredCustomers(client, booking.source);
  const digests = customers.flatMap(({ credentials }) => credentials.map(({ digest }) => digest));
  const scores = await readAnchoredScores(client, wrap, digests);
  const keys = await openCustomerKeys(
    client,
    wrap,
    customers.map(({ id }) => id),
  );
  const secret = loanSecret(wrap);
  return customers.flatMap((customer) => {
    const [credential] = customer.credentials;
    const score = credential === undefined ? undefined : scores.get(credential.digest);
    const key = keys.get(customer.id);
    if (credential === undefined || score === undefined || key === undefined) return [];
    const { amount, duration, purpose } = openAttributes(key, customer);
    if (typeof amount !== 'number' || typeof duration !== 'number') return [];
    const terms = {
      amountMinor: BigInt(Math.round(amount)) * 100n,
      currency: 'EUR',
      termMonths: duration,
      purpose: purpose ? String(purpose) : null,
    };
    const { originator, bookedDay } = booking;
    return [bookLoan(secret, { ...terms, ...score, originator, bookedDay, customerId: customer.id, credential: credential.digest })];
  });
}

/** Below the number of parameters that a query of any of the databases takes. */
const CUSTOMERS_AT_ONCE = 500;

/** Customers of a source with their newest anchored credential, in the order of their ids. */
async function anchoredCustomers(client: DatabaseClient, source: string) {
  const page = (after: string) =>
    client.customer.findMany({
      where: { source, erasedAt: null, externalId: { gt: after } },
      orderBy: { externalId: 'asc' },
      take: CUSTOMERS_AT_ONCE,
      select: {
        id: true,
        externalId: true,
        attributes: true,
        credentials: {
          where: { copy: 0, batch: { state: { in: ['anchored', 'final'] } } },
          orderBy: { seq: 'desc' },
          take: 1,
          select: { digest: true },
        },
      },
    });
  const customers: Awaited<ReturnType<typeof page>> = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: Awaited<ReturnType<typeof page>> = await page(after);
    customers.push(...rows);
    after = rows.length < CUSTOMERS_AT_ONCE ? undefined : rows.at(-1)?.externalId;
  }
  return customers;
}
