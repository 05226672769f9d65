import { address } from '../../kernel/hex.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { imageOf } from '../deals/deal-machine.ts';
import { machineText, readMachine } from '../domain/machine-text.ts';
import { readReport } from '../deals/report-args.ts';
import { classesOf, type DealRecord, findDeal, periodsOf } from '../deals/store.ts';
import type { DealImage } from '../domain/deal-image.ts';
import { WAD } from '../domain/integer-division.ts';
import type { Loan } from '../domain/pool/loan.ts';
import { poolStatistics } from '../domain/pool/pool-statistics.ts';
import { ageLines } from '../domain/projection/age-lines.ts';
import type { Amortisation } from '../domain/projection/amortisation-share.ts';
import { pastSpeeds } from '../domain/projection/past-speeds.ts';
import { groupLines, type RepLine } from '../domain/projection/rep-line.ts';
import { initialState } from '../domain/waterfall-state.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { readPoolLoans } from '../pools/select-pool.ts';
import type { OutlookBasis } from './schemas.ts';

/** Loans within a point of rate and half a year of term behave alike enough to be one line. */
const BANDS = { rate: WAD / 100n, months: 6 };
const DAYS_OF_MONTH = 365.25 / 12;

/**
 * What a projection of a deal from its last closed period on needs.
 * @throws {@link DomainError} `deal_unknown`
 */
export async function outlookBasis(deps: SecuritizationDeps, target: string): Promise<OutlookBasis> {
  const record = await findDeal(deps, target);
  const image = imageOf(record.image);
  const state = record.machine === null ? initialState(image) : readMachine(record.machine);
  const monthsPerPeriod = monthsOf(image);
  const classes = await classesOf(deps.database, record);
  const { client } = deps.database;
  const draft = await client.dealDraft.findFirst({ where: { documentHash: record.documentHash }, orderBy: { createdAt: 'desc' } });
  const loans = await loansOf(client, draft?.poolId ?? null);
  const { pdWad, lgdWad } = poolStatistics(loans);
  const lines = ageLines(groupLines(loans.map(lineOf), BANDS), state.period * monthsPerPeriod, state.pool);
  return {
    deal: address(record.address),
    name: draft?.name ?? classes[0]?.name ?? record.address,
    status: record.status,
    classes: classes.map(({ symbol }) => symbol),
    isResidual: image.classes.map(({ isResidual }) => isResidual),
    image: record.image,
    state: JSON.parse(machineText(state)) as Record<string, unknown>,
    monthsPerPeriod,
    basis: lines.length === 0 ? 'none' : 'tape',
    lines: lines.map((line) => ({ ...line, balance: String(line.balance), annualRate: String(line.annualRate) })),
    obligors: gradesOf(loans),
    pd: pdWad === null ? null : String(pdWad),
    lgd: lgdWad === null ? null : String(lgdWad),
    past: await pastOf(deps, record, image, monthsPerPeriod),
  };
}

/** Whole months between payment dates, at least one. */
function monthsOf({ dates, periods }: DealImage): number {
  const [first = 0, last = 0] = [dates[1], dates[periods]];
  return periods < 2 ? 1 : Math.max(1, Math.round((last - first) / (periods - 1) / DAYS_OF_MONTH));
}

async function loansOf(client: DatabaseClient, poolId: string | null): Promise<readonly Loan[]> {
  if (poolId === null || (await client.pool.findUnique({ where: { id: poolId }, select: { id: true } })) === null) return [];
  return (await readPoolLoans(client, poolId)).loans;
}

/** A revolving line is taken as paid down in equal parts over the months that it is still open. */
const AMORTISATION = {
  level: 'level',
  'flat-fee': 'flat-fee',
  bullet: 'bullet',
  revolving: 'linear',
} as const satisfies Record<Loan['payment'], Amortisation>;

function lineOf(loan: Loan): RepLine {
  return {
    balance: loan.balanceMinor,
    annualRate: loan.rateWad,
    remaining: Math.max(1, Math.min(480, loan.remainingMonths)),
    age: Math.max(0, loan.termMonths - loan.remainingMonths),
    amortisation: AMORTISATION[loan.payment],
  };
}

function gradesOf(loans: readonly Loan[]): OutlookBasis['obligors'] {
  const grades = new Map<string | null, Loan[]>();
  for (const loan of loans) {
    const group = grades.get(loan.grade);
    if (group === undefined) grades.set(loan.grade, [loan]);
    else group.push(loan);
  }
  return [...grades.entries()]
    .sort(([a], [b]) => Number(a === null) - Number(b === null) || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([grade, group]) => {
      const { balanceMinor, pdWad } = poolStatistics(group);
      return {
        grade,
        count: group.length,
        exposure: Number(balanceMinor) / group.length,
        pd: pdWad === null ? null : Number(pdWad) / 1e18,
      };
    })
    .filter(({ exposure }) => exposure > 0);
}

async function pastOf(deps: SecuritizationDeps, record: DealRecord, image: DealImage, months: number): Promise<OutlookBasis['past']> {
  let pool = image.originalPool;
  const periods = (await periodsOf(deps.database, record)).map(({ report }) => {
    const { figures } = readReport(report);
    const period = { pool, defaults: figures.defaults, recoveries: figures.recoveries };
    pool = figures.poolEnd;
    return period;
  });
  const speeds = pastSpeeds(periods, months);
  if (speeds === null) return null;
  return { cdr: String(speeds.cdr), recovery: speeds.recovery === null ? null : String(speeds.recovery) };
}
