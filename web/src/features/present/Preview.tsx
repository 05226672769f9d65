import { IconEye, IconEyeOff, IconLock } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PreparedPresentation } from '../../../../backend/holder/schemas.ts';
import { formatWad, shortHash } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Empty, RowsSkeleton } from '../../ui/states.tsx';
import { claimText } from './claim-text.ts';
import { fieldName } from './field-name.ts';
import classes from './present.module.css';

interface PreviewProps {
  name: string;
  query: UseQueryResult<PreparedPresentation>;
  isReady: boolean;
}

/** Exactly what the lender will see, what goes with it in any case, and what stays hidden. */
export function Preview({ name, query, isReady }: PreviewProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('present.preview', { name })} note={t('present.previewNote')}>
      {!isReady ? (
        <Empty title={t('present.nothingChosen')}>{t('present.nothingChosenWhy')}</Empty>
      ) : query.isError ? (
        <ActionFault error={query.error} />
      ) : query.data === undefined ? (
        <RowsSkeleton rows={6} />
      ) : (
        <Parts prepared={query.data} stale={query.isPlaceholderData} />
      )}
    </Panel>
  );
}

function Parts({ prepared, stale }: { prepared: PreparedPresentation; stale: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={classes.parts} data-stale={stale || undefined} data-testid="preview">
      <h3>
        <IconEye size={15} aria-hidden="true" /> {t('present.seen')}
      </h3>
      <ul className={classes.seen}>
        {prepared.claims.map((claim) => (
          <li key={claim.kind}>
            <b>{claimText(t, language, claim)}</b>
            <span>{t('present.figureHidden')}</span>
          </li>
        ))}
        {prepared.disclosed.map((field) => (
          <li key={field.name}>
            <b>{fieldName(t, field.name)}</b>
            <FieldValue {...field} />
          </li>
        ))}
      </ul>
      <h3>
        <IconLock size={15} aria-hidden="true" /> {t('present.always')}
      </h3>
      <ul className={classes.seen} data-quiet="">
        {prepared.always.map((field) => (
          <li key={field.name}>
            <b>{fieldName(t, field.name)}</b>
            <FieldValue {...field} />
          </li>
        ))}
      </ul>
      <h3>
        <IconEyeOff size={15} aria-hidden="true" /> {t('present.hidden')}
      </h3>
      <ul className={classes.hiddenList}>
        {prepared.hidden.map((field) => (
          <li key={field}>{fieldName(t, field)}</li>
        ))}
      </ul>
    </div>
  );
}

function FieldValue({ name, value }: { name: string; value: string }) {
  const language = useLanguage();
  if (name === 'pdWad') return <span className="num">{formatWad(value, language)}</span>;
  if (name === 'issuedAt' || name === 'expiry' || name === 'until') return <TimeText value={value} />;
  if (value === '') return <span>–</span>;
  return <span title={value}>{value.startsWith('0x') ? shortHash(value) : value}</span>;
}
