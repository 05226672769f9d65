import type { TFunction } from 'i18next';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { characteristicName } from '../customers/glossary.ts';
import { BinTable } from './BinTable.tsx';
import classes from './BinningTab.module.css';
import { WoeChart } from './WoeChart.tsx';

/** All characteristics by information value, and the bins of the chosen one. */
export function BinningTab({ card }: { card: ScorecardView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const wanted = useSearch({ strict: false }).characteristic;
  const views = card.characteristicViews.toSorted((a, b) => b.iv - a.iv);
  const chosen = views.find((view) => view.name === wanted) ?? views.find((view) => view.selected) ?? views[0];
  const strongest = views[0]?.iv ?? 1;
  if (chosen === undefined) return null;
  return (
    <div className={classes.columns}>
      <Panel title={t('scorecard.byIv')} note={t('scorecard.byIvNote')} flush>
        <ul className={classes.list}>
          {views.map((view) => (
            <li key={view.name}>
              <button
                type="button"
                className={classes.item}
                aria-current={view === chosen}
                data-dropped={!view.selected || undefined}
                onClick={() => void navigate({ to: '.', search: { characteristic: view.name }, resetScroll: false, replace: true })}
              >
                <span className={classes.name}>{characteristicName(view.name, language)}</span>
                <span className={classes.iv}>{formatNumber(view.iv, language, 3)}</span>
                <span className={classes.bar} style={{ width: `${Math.max((view.iv / strongest) * 100, 1)}%` }} />
                {!view.selected && <span className={classes.drop}>{dropWords(t, view.dropReason)}</span>}
              </button>
            </li>
          ))}
        </ul>
      </Panel>
      <div className={classes.detail}>
        <WoeChart view={chosen} />
        <BinTable view={chosen} />
      </div>
    </div>
  );
}

const DROP_REASONS = ['low_iv', 'wrong_sign', 'excluded', 'protected', 'constant'] as const;

function dropWords(t: TFunction, reason: string | null): string {
  const known = DROP_REASONS.find((name) => name === reason);
  return known === undefined ? (reason ?? t('scorecard.notUsed')) : t(`scorecard.dropReason.${known}`);
}
