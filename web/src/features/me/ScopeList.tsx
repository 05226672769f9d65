import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { Scope } from '../../../../backend/holder/schemas.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { claimText } from '../present/claim-text.ts';
import classes from './me.module.css';

/** Fields and thresholds as a row of words. */
export function ScopeList({ scope }: { scope: z.infer<typeof Scope> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ul className={classes.scope}>
      {scope.fields.map((field) => (
        <li key={field}>{t(`verify.field.${field}`)}</li>
      ))}
      {scope.claims.map((claim) => (
        <li key={claim.kind}>{claimText(t, language, claim)}</li>
      ))}
    </ul>
  );
}
