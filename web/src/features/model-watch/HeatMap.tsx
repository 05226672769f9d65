import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonitoringView } from '../../../../backend/scoring/monitoring/schemas.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import heat from '../../ui/HeatTable.module.css';
import { Panel } from '../../ui/Panel.tsx';
import { pText } from './p-text.ts';
import classes from './model-watch.module.css';
import { useFigureName } from './figure-name.ts';

const WATCH_FROM = 0.1;
const MARKS = { stable: null, watch: IconAlertTriangle, alert: IconCircleX } as const;

type Cell = MonitoringView['matrix'][number]['cells'][number];

/** Stability index of the score and of each characteristic by month, as a table whose cells are tinted and marked by level. */
export function HeatMap({ view }: { view: MonitoringView }) {
  const { t } = useTranslation();
  const nameOf = useFigureName();
  const moved = view.matrix.filter(({ cells }) => cells.some(({ level }) => level !== 'stable'));
  const finding =
    moved.length === 0
      ? t('modelWatch.heatStable')
      : t('modelWatch.heatMoved', { names: moved.map(({ figure }) => nameOf(figure)).join(t('modelWatch.listMark')) });
  const foot = t(view.segments > 1 ? 'modelWatch.heatFootSegments' : 'modelWatch.heatFoot', { rows: String(view.training.rows) });
  return (
    <Panel title={t('modelWatch.heat')} note={finding} foot={foot}>
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
            {view.matrix.map(({ figure, cells }) => (
              <tr key={figure}>
                <th scope="row">{nameOf(figure)}</th>
                {cells.map((cell) => (
                  <HeatCell key={cell.month} cell={cell} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
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
