import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { readTime, shortHash } from '../../lib/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './KeyLanes.module.css';

interface Span {
  from: number;
  until: number | null;
}

interface KeyLanesProps {
  issuer: IssuerView;
  /** Seconds since 1970 at which the credential was issued. */
  issuedAt: number;
  /** Key that signed it; null where the anchor alone proves the issuer. */
  signer: string | null;
}

const seconds = (text: string): number => (readTime(text)?.getTime() ?? 0) / 1000;

/** When each key of the issuer counted, and when the issuer was suspended; the credential's own moment as one line through all of them. */
export function KeyLanes({ issuer, issuedAt, signer }: KeyLanesProps) {
  const { t } = useTranslation();
  const now = Date.now() / 1000;
  const keys = issuer.keys.map((key) => ({
    ...key,
    span: { from: seconds(key.validFrom), until: key.validUntil === null ? null : seconds(key.validUntil) },
  }));
  const pauses = suspensions(issuer.statusHistory);
  const starts = [issuedAt, ...keys.map(({ span }) => span.from), ...pauses.map((pause) => pause.from)].filter((start) => start > 0);
  const first = Math.min(...starts, now);
  const share = (at: number): number => Math.min(100, Math.max(0, ((at - first) / Math.max(now - first, 1)) * 100));
  const place = ({ from, until }: Span) => ({
    insetInlineStart: `${share(from)}%`,
    width: `${Math.max(0.8, share(until ?? now) - share(from))}%`,
  });
  return (
    <div className={classes.lanes}>
      {keys.map((key) => (
        <div key={`${key.address}:${key.validFrom}`} className={classes.lane} data-signer={key.address === signer || undefined}>
          <code title={key.address}>{shortHash(key.address, 8, 4)}</code>
          <div className={classes.track}>
            <span className={classes.bar} data-active={key.active || undefined} style={place(key.span)} />
            {pauses.map((pause) => (
              <span key={pause.from} className={classes.pause} style={place(pause)} />
            ))}
            <span className={classes.moment} style={{ insetInlineStart: `${share(issuedAt)}%` }} />
          </div>
          <span className={classes.words}>
            {key.address === signer && <b>{t('verify.lane.signer')} · </b>}
            <TimeText value={key.validFrom} dayOnly />
            {' – '}
            {key.validUntil === null ? t('verify.lane.open') : <TimeText value={key.validUntil} dayOnly />}
          </span>
        </div>
      ))}
      <p className={classes.legend}>
        <span className={classes.sample} data-kind="key" /> {t('verify.lane.key')}
        <span className={classes.sample} data-kind="pause" /> {t('verify.lane.suspended', { times: String(pauses.length) })}
        <span className={classes.sample} data-kind="moment" /> {t('verify.lane.issued')}
      </p>
    </div>
  );
}

/** From each suspension to the next reinstatement; the last one may still last. */
function suspensions(history: IssuerView['statusHistory']): Span[] {
  const spans: Span[] = [];
  for (const { since, status } of history) {
    const open = spans.at(-1);
    if (status === 'suspended' && (open === undefined || open.until !== null)) spans.push({ from: seconds(since), until: null });
    if (status !== 'suspended' && open !== undefined && open.until === null) open.until = seconds(since);
  }
  return spans;
}
