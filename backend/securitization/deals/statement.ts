import { address, hash32 } from '../../kernel/hex.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { decimalText } from '../domain/deal/decimal-text.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { assetOf } from './asset-view.ts';
import type { AssetView, StatementLine } from './schemas.ts';
import { timeText } from '../../attestation/ledger-views.ts';

type EventRecord = Awaited<ReturnType<DatabaseClient['chainEvent']['findFirstOrThrow']>>;

const NAMES = ['DepositRequest', 'Deposit', 'CancelDepositClaim', 'Transfer', 'Claimed'];
const NOBODY = '0x0000000000000000000000000000000000000000';
const MOST_EVENTS = 5_000;

interface Subject {
  readonly deal: string;
  readonly dealName: string;
  readonly symbol: string;
  readonly token: string;
  readonly asset: AssetView;
}

/**
 * Every movement of an account in tranche tokens, oldest first: units of notes and cash, each with its transaction.
 * @returns the lines, at most five thousand events back
 */
export async function statementOf(deps: SecuritizationDeps, account: string): Promise<StatementLine[]> {
  const holder = address(account);
  const subjects = await subjectsOf(deps, holder);
  const { chainId } = await securitizationPlace(deps);
  const events = await deps.database.client.chainEvent.findMany({
    where: { chainId, address: { in: subjects.map(({ token }) => token) }, name: { in: NAMES }, args: { contains: holder } },
    orderBy: [{ blockNumber: 'desc' }, { logIndex: 'desc' }],
    take: MOST_EVENTS,
  });
  const byToken = new Map(subjects.map((subject) => [subject.token, subject]));
  const trades = await tradesOf(deps.database.client, chainId, holder);
  return events.toReversed().flatMap((event) => {
    const subject = byToken.get(event.address);
    const movement = subject === undefined ? null : movementOf(event, holder, trades);
    if (subject === undefined || movement === null) return [];
    const { deal, dealName, symbol, asset } = subject;
    const place = { at: timeText(event.blockTime), transaction: hash32(event.txHash), block: String(event.blockNumber) };
    return [{ ...place, deal: address(deal), dealName, symbol, currency: asset.symbol, decimals: asset.decimals, ...movement }];
  });
}

async function subjectsOf(deps: SecuritizationDeps, account: string): Promise<Subject[]> {
  const { chainId } = await securitizationPlace(deps);
  const { client } = deps.database;
  const holdings = await client.trancheHolding.findMany({ where: { chainId, account } });
  const subjects: Subject[] = [];
  for (const { token } of holdings) {
    const record = await client.dealClass.findUnique({ where: { chainId_token: { chainId, token } } });
    if (record === null) continue;
    const deal = await client.deal.findUniqueOrThrow({ where: { chainId_address: { chainId, address: record.deal } } });
    const draft = await client.dealDraft.findFirst({ where: { documentHash: deal.documentHash } });
    subjects.push({
      deal: record.deal,
      dealName: draft?.name ?? record.name,
      symbol: record.symbol,
      token,
      asset: await assetOf(deps, deal.asset),
    });
  }
  return subjects;
}

type Movement = Pick<StatementLine, 'kind' | 'units' | 'cash'>;
type TradeRecord = Awaited<ReturnType<DatabaseClient['deskTrade']['findFirstOrThrow']>>;

/** Trades of the desk in which the account took part, by transaction. */
async function tradesOf(client: DatabaseClient, chainId: number, account: string): Promise<Map<string, TradeRecord[]>> {
  const rows = await client.deskTrade.findMany({ where: { chainId, OR: [{ maker: account }, { taker: account }] } });
  const trades = new Map<string, TradeRecord[]>();
  for (const row of rows) trades.set(row.txHash, [...(trades.get(row.txHash) ?? []), row]);
  return trades;
}

/** Takes the trade that a transfer of notes was one leg of. */
function takeTrade(trades: Map<string, TradeRecord[]>, txHash: string, leg: Leg): TradeRecord | null {
  const rows = trades.get(txHash) ?? [];
  const found = rows.find(({ side, maker, taker, units }) => {
    const [seller, buyer] = side === 'sell' ? [maker, taker] : [taker, maker];
    return units === leg.units && seller === leg.from && buyer === leg.to;
  });
  if (found === undefined) return null;
  trades.set(
    txHash,
    rows.filter((row) => row !== found),
  );
  return found;
}

/** What an event means for one account; null when it only names it as a third party. A trade is taken out of `trades`. */
function movementOf({ name, args, txHash }: EventRecord, account: string, trades: Map<string, TradeRecord[]>): Movement | null {
  const said = JSON.parse(args) as Record<string, string>;
  const of = (key: string) => said[key] ?? '0';
  switch (name) {
    case 'DepositRequest':
      return of('owner') === account ? { kind: 'subscribed', units: '0', cash: `-${of('assets')}` } : null;
    case 'CancelDepositClaim':
      return of('receiver') === account ? { kind: 'withdrawn', units: '0', cash: of('assets') } : null;
    case 'Deposit':
      return of('owner') === account ? { kind: 'allotted', units: of('shares'), cash: '0' } : null;
    case 'Claimed':
      return of('holder') === account ? { kind: 'claimed', units: '0', cash: of('amount') } : null;
    case 'Transfer':
      // Notes that are made for an account are told as its allotment.
      if (of('from') === NOBODY) return null;
      return transferOf({ from: of('from'), to: of('to'), units: of('value') }, account, (leg) => takeTrade(trades, txHash, leg));
    default:
      return null;
  }
}

interface Leg {
  readonly from: string;
  readonly to: string;
  readonly units: string;
}

/** Notes that went from hand to hand, with the cash of the trade when it was one. */
function transferOf(leg: Leg, account: string, tradeOf: (leg: Leg) => TradeRecord | null): Movement | null {
  if (leg.to !== account && leg.from !== account) return null;
  const trade = tradeOf(leg);
  if (leg.to === account) {
    return trade === null
      ? { kind: 'received', units: leg.units, cash: '0' }
      : { kind: 'bought', units: leg.units, cash: `-${trade.payment}` };
  }
  return trade === null
    ? { kind: 'given', units: `-${leg.units}`, cash: '0' }
    : { kind: 'sold', units: `-${leg.units}`, cash: trade.payment };
}

/** The lines as CSV: number and currency in columns of their own. */
export function statementCsv(lines: readonly StatementLine[]): string {
  const head = 'time,deal,deal_name,class,kind,units,cash,currency,transaction,block';
  const rows = lines.map((line) =>
    [
      line.at,
      line.deal,
      quoted(line.dealName),
      line.symbol,
      line.kind,
      major(line.units, line.decimals),
      major(line.cash, line.decimals),
      line.currency,
      line.transaction,
      line.block,
    ].join(','),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

/** A name that a spreadsheet takes for text whatever it begins with. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Units in major units, with all their decimals. */
export function major(units: string, decimals: number): string {
  return decimalText(BigInt(units), decimals, true);
}
