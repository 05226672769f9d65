import { useTranslation } from 'react-i18next';
import type { Credential } from '../../../../backend/attestation/domain/credential.ts';
import { Hash } from '../../ui/Hash.tsx';
import classes from './FieldTree.module.css';

interface PathStepsProps {
  credential: Credential;
  /** Null below a hidden subtree. */
  levels: (string | null)[][];
  chosen: number;
  matches: boolean;
}

/** From the chosen field to the block: each hash on the way. */
export function PathSteps({ credential, levels, chosen, matches }: PathStepsProps) {
  const { t } = useTranslation();
  const { anchor, credit } = credential;
  // A field below a hidden subtree has no hash of its own here; its way begins where the first hash is known.
  const known = levels.findIndex((level, height) => (level[chosen >> height] ?? null) !== null);
  const siblings = levels.map((level, height) => ({ height, hash: level[(chosen >> height) ^ 1] ?? '' })).slice(known, -1);
  return (
    <ol className={classes.steps}>
      <li>
        <b>{known === 0 ? t('verify.path.leaf') : t('verify.path.subtree', { fields: String(2 ** known) })}</b>
        <Hash value={levels[known]?.[chosen >> known] ?? ''} />
      </li>
      {siblings.map(({ hash, height }) => (
        <li key={`${height}:${hash}`}>
          <span>{t('verify.path.with', { level: String(height + 1) })}</span>
          <Hash value={hash} />
        </li>
      ))}
      <li data-broken={!matches || undefined}>
        <b>{t('verify.path.root')}</b>
        <Hash value={credit.credentialRoot} />
        <span>{t(matches ? 'verify.path.same' : 'verify.path.different')}</span>
      </li>
      {anchor === null ? (
        <li>{t('verify.path.noAnchor')}</li>
      ) : (
        <>
          <li>
            <b>{t('verify.path.batch', { batch: String(anchor.batch) })}</b>
            <span>
              {t('verify.path.position', { index: String(anchor.index), leaves: String(anchor.leaves), steps: String(anchor.path.length) })}
            </span>
          </li>
          <li>
            <b>{t('verify.path.batchRoot')}</b>
            <Hash value={anchor.root} />
          </li>
          <li>
            <b>{t('frame.block', { number: String(anchor.block) })}</b>
            <Hash value={anchor.transaction} />
          </li>
        </>
      )}
    </ol>
  );
}
