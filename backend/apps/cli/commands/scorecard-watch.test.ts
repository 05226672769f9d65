import { describe, expect, it } from 'vitest';
import type { MonitoringView } from '../../../scoring/monitoring/schemas.ts';
import { watchText } from './scorecard-watch.ts';

const HASH = `0x${'ab'.repeat(32)}` as const;
const stable = { index: 0, pValue: 1, level: 'stable' } as const;
const month = (period: string, rows: number, shares: readonly [number, number], unnamed: number): MonitoringView['months'][number] => ({
  period,
  rows,
  meanScore: 540,
  predicted: 0.2,
  approvalRate: 0.7,
  score: stable,
  approval: stable,
  worst: 'stable',
  outcome: null,
  bands: [],
  grades: [],
  segments: shares.map((share, at) => ({ segment: `S${at + 1}`, rows: share * (rows - unnamed), share, expectedShare: 0.5 })),
  unnamed,
});
const cell = (period: string, index: number, level: 'stable' | 'alert') => ({ month: period, index, pValue: 0, level, pointsShift: null });
const segment = (name: string, label: string) => ({ segment: name, label, path: [], share: 0.5 });
const view: MonitoringView = {
  scorecard: HASH,
  name: 'By age',
  state: 'live',
  from: '2026-03-01',
  to: '2026-05-31',
  kind: 'scorecard' as const,
  cutOff: 500,
  segments: [segment('S1', 'age < 33'), segment('S2', 'age ≥ 33 or missing')],
  training: { rows: 1000, meanScore: 540, approvalRate: 0.7, badRate: 0.3, gini: 0.5, bands: [] },
  months: [month('2026-03', 100, [0, 0], 100), month('2026-04', 200, [0.25, 0.75], 20)],
  days: [],
  matrix: [
    { figure: 'score', segment: null, cells: [cell('2026-03', 0.01, 'stable'), cell('2026-04', 0.02, 'stable')] },
    { figure: 'segments', segment: null, cells: [cell('2026-04', 0.27, 'alert')] },
    { figure: 'segment:S1:characteristic:checking', segment: 'S1', cells: [cell('2026-04', 0.03, 'stable')] },
  ],
  alerts: [],
};

describe('credence scorecard watch', () => {
  it('puts each index under its month, and tells the segments with their shares', () => {
    const text = watchText(view);
    expect(text).toMatch(/segments +- +0\.2700 \*\*/);
    expect(text).toMatch(/segment:S1:characteristic:checking +- +0\.0300/);
    expect(text).toMatch(/S1 +age < 33 +50\.00% +- +25\.00%/);
    expect(text).toContain('120 scores were made before scores named their segment');
  });

  it('tells a plain card without segments', () => {
    const plain = watchText({ ...view, segments: [], months: view.months.map((own) => ({ ...own, segments: [], unnamed: 0 })) });
    expect(plain).not.toContain('rows for which');
    expect(plain).not.toContain('named their segment');
  });
});
