import { useTranslation } from 'react-i18next';
import type { ClassView, DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatShare, formatWad, unitsToNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import classes from './deals.module.css';
import { Money } from './Money.tsx';

const STACK_HEIGHT = 300;
const LEAST_HEIGHT = 30;

/** The classes drawn to scale, the most senior on top, with what lies below each. */
export function CapitalStack({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const notes = deal.classes.filter((row) => row.original !== '0');
  const total = notes.reduce((sum, row) => sum + unitsToNumber(row.original, deal.asset.decimals), 0);
  return (
    <Panel title={t('deals.stack')} note={t('deals.stackNote')}>
      <ol className={classes.stack} aria-label={t('deals.stack')}>
        {notes.map((row) => (
          <StackLayer
            key={row.class}
            row={row}
            deal={deal}
            share={total === 0 ? 0 : unitsToNumber(row.original, deal.asset.decimals) / total}
          />
        ))}
      </ol>
    </Panel>
  );
}

function StackLayer({ row, deal, share }: { row: ClassView; deal: DealView; share: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const left = row.original === '0' ? 0 : Number(row.balance) / Number(row.original);
  return (
    <li className={classes.layer} style={{ minHeight: Math.max(LEAST_HEIGHT, share * STACK_HEIGHT) }} data-class={row.class}>
      <span className={classes.remaining} style={{ width: `${Math.min(1, left) * 100}%` }} aria-hidden="true" />
      <span className={classes.layerName}>
        <b>{row.symbol}</b>
        {row.rating !== null && <GradeBadge grade={row.rating.grade} />}
        <span className={classes.dim}>{row.coupon[language]}</span>
      </span>
      <span className={classes.layerFigures}>
        <span>
          <Money units={row.balance} asset={deal.asset} bare /> / <Money units={row.original} asset={deal.asset} />
        </span>
        <span className={classes.dim}>
          {t('deals.shareOfNotes', { share: formatShare(share, language) })} ·{' '}
          {t('deals.enhancement', { share: formatWad(row.enhancement, language, 1) })}
        </span>
      </span>
    </li>
  );
}
