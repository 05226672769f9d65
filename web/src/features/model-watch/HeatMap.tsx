import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonitoringView } from '../../../../backend/scoring/monitoring/schemas.ts';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import heat from '../../ui/HeatTable.module.css';
import { Panel } from '../../ui/Panel.tsx';
import { pathWords } from '../scorecard/condition-words.ts';
import { pText } from './p-text.ts';
import classes from './model-watch.module.css';
import { useFigureName } from './figure-name.ts';

const WATCH_FROM = 0.1;
const MARKS = { stable: null, watch: IconAlertTriangle, alert: IconCircleX } as const;

type Line = MonitoringView['matrix'][number];
type Cell = Line['cells'][number];
type Segment = MonitoringView['segments'][number];

/**
 * Stability index of the score and of each characteristic by month, as a table whose cells are tinted and marked by level; of a card by
 * segments, each segment with the share of the customers that came into it and the characteristics of its card.
 */
export function HeatMap({ view }: { view: MonitoringView }) {
  const { t } = useTranslation();
  const nameOf = useFigureName();
  const moved = view.matrix.filter(({ cells }) => cells.some(({ level }) => level !== 'stable'));
  const finding =
    moved.length === 0
      ? t('modelWatch.heatStable')
      : t('modelWatch.heatMoved', { names: moved.map(({ figure }) => nameOf(figure)).join(t('modelWatch.listMark')) });
  return (
    <Panel title={t('modelWatch.heat')} note={finding} foot={useFoot(view)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1). */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('modelWatch.heat')}>
        <table className={heat.table} data-heat="">
          <thead>
            <tr>
              <th scope="col" className={classes.first}>
                {t('modelWatch.figureColumn')}
              </th>
              {view.months.map(({ period }) => (
                <th key={period} scope="col">
                  {period}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.matrix
              .filter(({ segment }) => segment === null)
              .map((line) => (
                <HeatLine key={line.figure} line={line} view={view} />
              ))}
          </tbody>
          {view.segments.map((segment) => (
            <SegmentLines key={segment.segment} segment={segment} view={view} />
          ))}
        </table>
      </section>
    </Panel>
  );
}

function useFoot({ segments, training, months }: MonitoringView): string {
  const { t } = useTranslation();
  const language = useLanguage();
  const unnamed = months.reduce((sum, month) => sum + month.unnamed, 0);
  const foot = t(segments.length > 0 ? 'modelWatch.heatFootSegments' : 'modelWatch.heatFoot', { rows: String(training.rows) });
  return unnamed === 0 ? foot : `${foot} ${t('modelWatch.unnamed', { scores: formatCount(unnamed, language) })}`;
}

/** A segment: who is in it, the share of each month, and the characteristics of its card; a month in which no score names a segment has a dash. */
function SegmentLines({ segment: { segment, path, share }, view }: { segment: Segment; view: MonitoringView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const training = t('modelWatch.segmentShare', { share: formatShare(share, language) });
  return (
    <tbody data-heat-segment={segment}>
      <tr className={classes.segment}>
        <th scope="row" title={training}>
          {`${segment} · ${pathWords(t, path, language)}`}
        </th>
        {view.months.map(({ period, segments, unnamed, rows }) => (
          <td key={period} title={training}>
            {unnamed === rows ? '–' : formatShare(segments.find((own) => own.segment === segment)?.share ?? 0, language)}
          </td>
        ))}
      </tr>
      {view.matrix
        .filter((line) => line.segment === segment)
        .map((line) => (
          <HeatLine key={line.figure} line={line} view={view} />
        ))}
    </tbody>
  );
}

function HeatLine({ line: { figure, segment, cells }, view }: { line: Line; view: MonitoringView }) {
  const nameOf = useFigureName();
  return (
    <tr data-figure={figure}>
      <th scope="row" className={segment === null ? undefined : classes.inSegment}>
        {nameOf(figure, segment)}
      </th>
      {view.months.map(({ period }) => {
        const cell = cells.find(({ month }) => month === period);
        return cell === undefined ? <td key={period}>–</td> : <HeatCell key={period} cell={cell} />;
      })}
    </tr>
  );
}

function HeatCell({ cell }: { cell: Cell }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const Mark = MARKS[cell.level];
  const near = Math.min(1, cell.index / WATCH_FROM);
  const details = [
    t('modelWatch.pValue', { value: pText(cell.pValue, language) }),
    ...(cell.pointsShift === null ? [] : [t('modelWatch.pointsShift', { value: formatNumber(cell.pointsShift, language, 2) })]),
  ];
  return (
    <td className={classes.cell} data-level={cell.level} style={{ '--near': near } as CSSProperties} title={details.join(' · ')}>
      {Mark !== null && <Mark size={13} className={classes.mark} aria-hidden="true" />}
      {formatNumber(cell.index, language, 3)}
      {cell.level !== 'stable' && <VisuallyHidden> {t(`modelWatch.level.${cell.level}`)}</VisuallyHidden>}
    </td>
  );
}
