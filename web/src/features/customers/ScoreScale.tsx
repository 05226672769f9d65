import { useTranslation } from 'react-i18next';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { gradeBands } from './grade-bands.ts';
import classes from './CustomerPage.module.css';

interface ScoreScaleProps {
  score: number;
  grade: string | null;
  card: ScorecardView;
}

/** A ruler of the grades with the score pinned on it. */
export function ScoreScale({ score, grade, card }: ScoreScaleProps) {
  const { t } = useTranslation();
  const bands = gradeBands(card.validation);
  const first = bands[0];
  const last = bands.at(-1);
  if (first === undefined || last === undefined || last.to <= first.from) return null;
  const span = last.to - first.from;
  const at = (value: number): string => `${Math.min(Math.max(((value - first.from) / span) * 100, 0), 100)}%`;
  return (
    <div
      className={classes.scale}
      role="img"
      aria-label={t('customers.scaleLabel', { score: String(score), low: String(first.from), high: String(last.to), grade: grade ?? '–' })}
    >
      <div className={classes.bands}>
        {bands.map((band) => (
          <div
            key={band.grade}
            className={classes.band}
            data-here={band.grade === grade || undefined}
            style={{ flexGrow: band.to - band.from, flexBasis: 0 }}
          />
        ))}
      </div>
      {bands.map((band) => (
        <span
          key={band.grade}
          className={classes.bandName}
          data-here={band.grade === grade || undefined}
          style={{ left: at((band.from + band.to) / 2) }}
        >
          {band.grade}
        </span>
      ))}
      <span className={classes.pin} style={{ left: at(score) }}>
        {score}
      </span>
    </div>
  );
}
