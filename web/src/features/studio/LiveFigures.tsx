import { VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StudioBins, StudioOverview } from '../../../../backend/scoring/studio/schemas.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Figure, FigureStrip } from '../../ui/Figure.tsx';
import classes from './Studio.module.css';

const DIGITS = 4;
/** Less than this is no difference but the last bits of the numbers. */
const NO_DIFFERENCE = 5e-7;

/** How far a figure is from that of the automatic bins: an arrow, blue up and orange down, never red and green. */
function Difference({ value, automatic, note }: { value: number; automatic: number; note?: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const gap = value - automatic;
  const tail = note === undefined ? '' : ` · ${note}`;
  if (Math.abs(gap) < NO_DIFFERENCE) return <>{`${t('studio.asAutomatic')}${tail}`}</>;
  const Arrow = gap > 0 ? IconArrowUp : IconArrowDown;
  return (
    <span className={classes.difference} data-up={gap > 0 || undefined}>
      <Arrow size={13} className={classes.arrow} aria-hidden="true" />
      <VisuallyHidden>{t(gap > 0 ? 'studio.higher' : 'studio.lower')} </VisuallyHidden>
      {formatNumber(Math.abs(gap), language, DIGITS)}
      {tail}
    </span>
  );
}

interface LiveFiguresProps {
  readonly data: StudioBins;
  /** The card as it was fitted last, and whether that was with all changes. */
  readonly fitted: StudioOverview;
  readonly isFitted: boolean;
}

/** What the bins on the screen are worth, beside the automatic ones. */
export function LiveFigures({ data, fitted, isFitted }: LiveFiguresProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { figures, automatic, card } = data;
  const figure = (value: number) => formatNumber(value, language, DIGITS);
  const selected = fitted.attributes.filter((attribute) => attribute.selected).length;
  return (
    <div className={classes.figures}>
      <FigureStrip>
        <Live name="iv" label="IV" value={figure(figures.iv)}>
          <Difference value={figures.iv} automatic={automatic.iv} />
        </Live>
        <Live name="auc" label={t('studio.auc')} value={figure(figures.auc)}>
          <Difference value={figures.auc} automatic={automatic.auc} />
        </Live>
        <Live name="card" label={t('studio.cardAuc')} value={figure(card.auc)}>
          <Difference
            value={card.auc}
            automatic={card.automatic}
            note={t(card.coefficient === null ? 'studio.cardOutside' : 'studio.cardNote')}
          />
        </Live>
        <Live name="fitted" label={t('studio.fittedAuc')} value={figure(fitted.card.auc)}>
          <Difference
            value={fitted.card.auc}
            automatic={fitted.card.automatic}
            note={
              isFitted
                ? t('studio.fittedNote', { selected: String(selected), all: String(fitted.attributes.length) })
                : t('studio.fittedStale')
            }
          />
        </Live>
        <Live name="jensenShannon" label={t('studio.jensenShannon')} value={figure(figures.jensenShannon)}>
          <Difference value={figures.jensenShannon} automatic={automatic.jensenShannon} />
        </Live>
        <Live name="quality" label={t('studio.qualityLabel')} value={formatNumber(figures.quality, language, 3)}>
          <Difference value={figures.quality} automatic={automatic.quality} note={t(`scorecard.trend.${figures.trend}`)} />
        </Live>
      </FigureStrip>
    </div>
  );
}

function Live({ name, label, value, children }: { name: string; label: string; value: string; children: React.ReactNode }) {
  return (
    <div className={classes.live} data-live={name}>
      <Figure label={label} value={value} provenance="model" note={children} />
    </div>
  );
}
