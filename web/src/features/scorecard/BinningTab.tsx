import type { TFunction } from 'i18next';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ScorecardView, SegmentView } from '../../../../backend/scoring/schemas.ts';
import { formatNumber, type Language } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { characteristicName } from '../customers/glossary.ts';
import { BinTable } from './BinTable.tsx';
import classes from './BinningTab.module.css';
import type { Characteristic } from './characteristic.ts';
import { WoeChart } from './WoeChart.tsx';

/** What the only card, or that of a segment, is made of. */
type CardBins = Pick<ScorecardView, 'characteristicViews' | 'warnings'> &
  Partial<Pick<SegmentView, 'segment'>> & {
    /** Bins that only tell of the inputs of a model. */
    readonly isOfModel?: boolean;
  };

/** All characteristics by information value, and the bins of the chosen one. */
export function BinningTab({ characteristicViews, warnings, segment, isOfModel = false }: CardBins) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const wanted = useSearch({ strict: false }).characteristic;
  const views = characteristicViews.toSorted((a, b) => b.iv - a.iv);
  const chosen = views.find((view) => view.name === wanted) ?? views.find((view) => view.selected) ?? views[0];
  const strongest = views[0]?.iv ?? 1;
  if (chosen === undefined) return null;
  return (
    <div className={classes.columns}>
      <Panel
        title={segment === undefined ? t('scorecard.byIv') : `${segment} · ${t('scorecard.byIv')}`}
        note={t('scorecard.byIvNote')}
        flush
      >
        <ul className={classes.list}>
          {views.map((view) => (
            <li key={view.name}>
              <button
                type="button"
                className={classes.item}
                aria-current={view === chosen}
                data-dropped={!view.selected || undefined}
                onClick={() =>
                  void navigate({
                    to: '.',
                    search: { characteristic: view.name, ...(segment !== undefined && { segment }) },
                    resetScroll: false,
                    replace: true,
                  })
                }
              >
                <span className={classes.name}>{characteristicName(view.name, language)}</span>
                <span className={classes.iv}>{formatNumber(view.iv, language, 3)}</span>
                <span className={classes.bar} style={{ width: `${Math.max((view.iv / strongest) * 100, 1)}%` }} />
                {!view.selected && <span className={classes.drop}>{dropWords(t, view, language)}</span>}
              </button>
            </li>
          ))}
        </ul>
      </Panel>
      <div className={classes.detail}>
        {warnings.length > 0 && <Warnings warnings={warnings} />}
        <WoeChart view={chosen} />
        <BinTable view={chosen} isOfModel={isOfModel} />
      </div>
    </div>
  );
}

function Warnings({ warnings }: Pick<CardBins, 'warnings'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Panel title={t('scorecard.warnings')} note={t('scorecard.warningsNote')}>
      <ul className={classes.warnings}>
        {warnings.map(({ code, column, value }) => (
          <li key={`${code} ${column}`}>
            {t(`scorecard.warning.${code}`, { name: characteristicName(column, language), value: formatNumber(value, language, 3) })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const DROP_REASONS = [
  'constant',
  'leakage',
  'missing_share',
  'identical_share',
  'low_iv',
  'high_iv',
  'unstable',
  'correlated',
  'collinear',
  'stepwise',
  'wrong_sign',
] as const;

/** Why a column is not in the model, with the figure that decided. */
export function dropWords(
  t: TFunction,
  { dropReason, dropValue, dropOther }: Pick<Characteristic, 'dropReason' | 'dropValue' | 'dropOther'>,
  language: Language,
): string {
  const known = DROP_REASONS.find((name) => name === dropReason);
  if (known === undefined) return dropReason ?? t('scorecard.notUsed');
  const value = dropValue === null ? '' : formatNumber(dropValue, language, 3);
  return t(`scorecard.dropReason.${known}`, { value, other: dropOther === null ? '' : characteristicName(dropOther, language) });
}
