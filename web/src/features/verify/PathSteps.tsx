import { useTranslation } from 'react-i18next';
import type { Credential } from '../../../../backend/attestation/domain/credential.ts';
import { Hash } from '../../ui/Hash.tsx';
import classes from './FieldTree.module.css';

interface PathStepsProps {
  credential: Credential;
  levels: string[][];
  chosen: number;
  matches: boolean;
}

/** From the chosen field to the block: each hash on the way. */
export function PathSteps({ credential, levels, chosen, matches }: PathStepsProps) {
  const { t } = useTranslation();
  const { anchor, credit } = credential;
  const siblings = levels.slice(0, -1).map((level, height) => level[(chosen >> height) ^ 1] ?? '');
  return (
    <ol className={classes.steps}>
      <li>
        <b>{t('verify.path.leaf')}</b>
        <Hash value={levels[0]?.[chosen] ?? ''} />
      </li>
      {siblings.map((hash, height) => (
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
