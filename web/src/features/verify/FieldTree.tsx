import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Credential } from '../../../../backend/attestation/domain/credential.ts';
import type { Claim } from '../../../../backend/attestation/domain/presentation.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { claimText } from '../present/claim-text.ts';
import classes from './FieldTree.module.css';
import { FieldTreeLines } from './FieldTreeLines.tsx';
import { PathSteps } from './PathSteps.tsx';
import { SLOT_NAMES } from './slot-names.ts';

interface FieldTreeProps {
  credential: Credential;
  /** Hashes by level, the sixteen leaves first. */
  levels: (string | null)[][];
  /** Thresholds proven in the place of a value. */
  claims: readonly Claim[];
}

/** The sixteen fields, shown and hidden, and the way of the chosen one up to the anchored root. */
export function FieldTree({ credential, levels, claims }: FieldTreeProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [chosen, setChosen] = useState(
    () => credential.fields.find((field) => field.name === 'score')?.index ?? credential.fields[0]?.index ?? 0,
  );
  const root = levels.at(-1)?.[0] ?? '';
  const matches = root === credential.credit.credentialRoot;
  return (
    <Panel title={t('verify.treeTitle')} note={t(matches ? 'verify.treeMatches' : 'verify.treeDiffers')}>
      <div className={classes.tree}>
        <ul className={classes.leaves}>
          {SLOT_NAMES.map((name, slot) => {
            const field = credential.fields.find((candidate) => candidate.index === slot);
            const claim = claims.find((candidate) => candidate.kind === name);
            const shown = claim === undefined ? (field === undefined ? null : field.value) : claimText(t, language, claim);
            return (
              <li key={name}>
                <button
                  type="button"
                  className={classes.leaf}
                  aria-pressed={chosen === slot}
                  data-claim={claim !== undefined || undefined}
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
