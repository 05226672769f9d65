import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Credential } from '../../../../backend/attestation/domain/credential.ts';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import classes from './FieldTree.module.css';
import { FieldTreeLines } from './FieldTreeLines.tsx';
import { PathSteps } from './PathSteps.tsx';

const SLOT_NAMES = [
  'subjectTag',
  'score',
  'grade',
  'pdWad',
  'modelHash',
  'inputHash',
  'reasonCodes',
  'issuedAt',
  'expiry',
  'seq',
  'previous',
  'holder',
  'sourceHash',
  'consentHash',
  'reserved',
  'reserved',
] as const;

interface FieldTreeProps {
  credential: Credential;
  /** Hashes by level, the sixteen leaves first. */
  levels: string[][];
}

/** The sixteen fields, shown and hidden, and the way of the chosen one up to the anchored root. */
export function FieldTree({ credential, levels }: FieldTreeProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(1);
  const root = levels.at(-1)?.[0] ?? '';
  const matches = root === credential.credit.credentialRoot;
  return (
    <Panel title={t('verify.treeTitle')} note={t(matches ? 'verify.treeMatches' : 'verify.treeDiffers')}>
      <div className={classes.tree}>
        <ul className={classes.leaves}>
          {SLOT_NAMES.map((name, slot) => {
            const field = credential.fields.find((candidate) => candidate.index === slot);
            const shown = field === undefined ? null : field.value;
            return (
              <li key={`${slot}:${name}`}>
                <button
                  type="button"
                  className={classes.leaf}
                  aria-pressed={chosen === slot}
                  data-hidden={shown === null || undefined}
                  onClick={() => setChosen(slot)}
                >
                  <span className={classes.name}>{t(`verify.field.${name}`)}</span>
                  <span className={classes.value}>{shown === null ? t('verify.hidden') : shown === '' ? '–' : shown}</span>
                </button>
              </li>
            );
          })}
        </ul>
        <FieldTreeLines chosen={chosen} broken={!matches} />
        <PathSteps credential={credential} levels={levels} chosen={chosen} matches={matches} />
      </div>
      <p className={classes.root}>
        {t('verify.computedRoot')} <Hash value={root} full copy={false} />
      </p>
    </Panel>
  );
}
