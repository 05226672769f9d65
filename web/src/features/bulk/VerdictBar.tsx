import { useTranslation } from 'react-i18next';
import type { BulkVerdict, BulkView } from '../../../../backend/reliance/schemas.ts';
import { toneOf } from '../verify/verdict-tone.ts';
import classes from './bulk.module.css';
import { verdictCounts } from './verdict-counts.ts';

/** How many of each verdict, as one bar. */
export function VerdictBar({ counts }: { counts: BulkView['counts'] }) {
  const { t } = useTranslation();
  const parts = verdictCounts(counts);
  if (parts.length === 0) return <span>–</span>;
  const words = ([verdict, count]: [BulkVerdict, number]): string => `${t(`verify.verdict.${verdict}`)}: ${count}`;
  return (
    <div className={classes.bar} role="img" aria-label={parts.map(words).join(', ')}>
      {parts.map((part) => (
        <span key={part[0]} data-tone={toneOf(part[0])} style={{ flexGrow: part[1] }} title={words(part)} />
      ))}
    </div>
  );
}
