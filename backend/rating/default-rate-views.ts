import type { DatabaseClient } from '../platform/database/database.ts';
import { type GradeOutcome, testGrade, testGrades } from './domain/calibration.ts';
import { byRating, gradeAt, migrationBetween } from './domain/migration.ts';
import { timeText } from './rating-views.ts';
import { CalibrationView, MigrationView } from './schemas.ts';
import { readAgency, readScale, readSteps } from './store.ts';

const WAD = 1e18;
const secondsOf = (day: string) => BigInt(Date.parse(`${day}T00:00:00Z`) / 1_000);
const ratio = (value: number) => value.toFixed(6);

/** Who moved where on a scale between the first moments of two days. @throws `scale_unknown` */
export async function viewMigration(
  client: DatabaseClient,
  plan: { readonly chainId: number; readonly from: string; readonly to: string; readonly scaleId: number; readonly agencyId?: number },
): Promise<MigrationView> {
  const { chainId, from, to, agencyId } = plan;
  const scale = await readScale(client, chainId, plan.scaleId);
  const period = { from: secondsOf(from), to: secondsOf(to) };
  const steps = await readSteps(client, { chainId, until: period.to, ...(agencyId === undefined ? {} : { agencyId }) });
  const { counts, ...moves } = migrationBetween(steps, { id: scale.id, grades: scale.grades.length }, period);
  const rows = counts.map((row, at) => {
    const subjects = row.reduce((sum, count) => sum + count, 0);
    return { grade: scale.grades[at], subjects, counts: row, shares: row.map((count) => ratio(subjects === 0 ? 0 : count / subjects)) };
  });
  return MigrationView.parse({ scale, from, to, columns: [...scale.grades, 'withdrawn'], rows, ...moves });
}

/**
 * Published probabilities against what happened, year by year, the newest first. The probability of a grade is the mean
 * of those in force on the first day of the year, so that nobody can publish it afterwards; of a year from before the
 * first publication it is the mean of all, and the answer says so.
 * @throws `agency_unknown`, `scale_unknown`
 */
export async function viewCalibration(
  client: DatabaseClient,
  plan: { readonly chainId: number; readonly agencyId: number; readonly scaleId: number; readonly year?: number },
): Promise<CalibrationView> {
  const { chainId, agencyId, scaleId, year } = plan;
  const agency = await readAgency(client, chainId, agencyId);
  const scale = await readScale(client, chainId, scaleId);
  const where = { chainId, agencyId, scaleId, ...(year === undefined ? {} : { year }) };
  const published = await client.ratingDefaultRate.findMany({ where, orderBy: [{ year: 'desc' }, { version: 'desc' }, { grade: 'asc' }] });
  const steps = await readSteps(client, { chainId, agencyId, until: BigInt(Number.MAX_SAFE_INTEGER) });
  const years = [...new Set(published.map((row) => row.year))].map((each) => {
    const [newest] = published.filter((row) => row.year === each);
    const rows = published.filter((row) => row.year === each && row.version === newest?.version);
    const before = expectedAt(steps, scaleId, secondsOf(`${each}-01-01`));
    const since = expectedSince(steps, scaleId);
    const outcomes = rows.map((row) => ({
      rated: Number(row.rated),
      defaulted: Number(row.defaulted),
      expected: before.get(row.grade) ?? since.get(row.grade) ?? null,
      basis: basisOf(before.has(row.grade), since.has(row.grade)),
    }));
    return {
      year: each,
      version: newest?.version ?? 0,
      publishedAt: timeText(newest?.time ?? 0n),
      grades: outcomes.map((outcome, at) => ({ grade: scale.grades[at], basis: outcome.basis, ...viewGrade(outcome) })),
      test: viewTest(outcomes),
    };
  });
  return CalibrationView.parse({ agency: { id: agency.agencyId, name: agency.name }, scale, years });
}

function viewGrade(outcome: GradeOutcome) {
  const { realised, pValue, verdict } = testGrade(outcome);
  const text = (value: number | null) => (value === null ? null : ratio(value));
  return {
    rated: String(outcome.rated),
    defaulted: String(outcome.defaulted),
    realised: text(realised),
    expected: text(outcome.expected),
    pValue: text(pValue),
    verdict,
  };
}

function viewTest(outcomes: readonly GradeOutcome[]) {
  const test = testGrades(outcomes);
  return test === null ? null : { ...test, statistic: test.statistic.toFixed(4), pValue: ratio(test.pValue) };
}

function basisOf(isBefore: boolean, isSince: boolean): 'before' | 'since' | null {
  if (isBefore) return 'before';
  return isSince ? 'since' : null;
}

/** Mean probability of default of each grade over all publications. */
function expectedSince(steps: Awaited<ReturnType<typeof readSteps>>, scaleId: number): Map<number, number> {
  const grades = new Map<number, number[]>();
  for (const { grade, action, pdWad, scaleId: own } of steps) {
    if (own === scaleId && action !== 'withdrawn') grades.set(grade, [...(grades.get(grade) ?? []), Number(pdWad) / WAD]);
  }
  return new Map([...grades].map(([grade, pds]) => [grade, pds.reduce((sum, pd) => sum + pd, 0) / pds.length]));
}

/** Mean probability of default of each grade in force at `time`. */
function expectedAt(steps: Awaited<ReturnType<typeof readSteps>>, scaleId: number, time: bigint): Map<number, number> {
  const sums = new Map<number, { total: number; count: number }>();
  const pdOf = new Map(steps.map((step) => [`${step.agencyId}:${step.subject}:${step.sequence}`, Number(step.pdWad) / WAD]));
  for (const rating of byRating(steps)) {
    const grade = gradeAt(rating, scaleId, time);
    const last = rating.findLast((step) => step.time <= time);
    if (grade === null || last === undefined) continue;
    const { total, count } = sums.get(grade) ?? { total: 0, count: 0 };
    sums.set(grade, { total: total + (pdOf.get(`${last.agencyId}:${last.subject}:${last.sequence}`) ?? 0), count: count + 1 });
  }
  return new Map([...sums].map(([grade, { total, count }]) => [grade, total / count]));
}
