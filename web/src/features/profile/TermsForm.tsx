import { MultiSelect, NumberInput, Stack, Switch, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RelyingTerms } from '../../../../backend/reliance/schemas.ts';
import { shortHash } from '../../lib/format.ts';
import { issuersQuery, scorecardsQuery } from '../../lib/queries.ts';
import classes from './ProfilePage.module.css';

const GRADES = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
const BPS_A_PERCENT = 100;

interface TermsFormProps {
  terms: RelyingTerms;
  disabled: boolean;
  onChange: (terms: RelyingTerms) => void;
}

/** An empty choice accepts everything, which the API writes as null. */
function listOrAny<T>(list: T[]): T[] | null {
  return list.length === 0 ? null : list;
}

function numberOrAny(value: string | number): number | null {
  return typeof value === 'number' ? value : null;
}

export function TermsForm({ terms, disabled, onChange }: TermsFormProps) {
  const { t } = useTranslation();
  const set = (part: Partial<RelyingTerms>): void => onChange({ ...terms, ...part });
  return (
    <Stack gap={0}>
      <WhoGroup terms={terms} disabled={disabled} set={set} />
      <CreditGroup terms={terms} disabled={disabled} set={set} />
      <fieldset className={classes.group} disabled={disabled}>
        <legend>{t('profile.group.holder')}</legend>
        <Stack gap="sm">
          <Switch
            label={t('profile.newest')}
            description={t('profile.newestHint')}
            checked={terms.newestRequired}
            onChange={(event) => set({ newestRequired: event.currentTarget.checked })}
          />
          <Switch
            label={t('profile.presentation')}
            description={t('profile.presentationHint')}
            checked={terms.presentationRequired}
            onChange={(event) => set({ presentationRequired: event.currentTarget.checked })}
          />
          <TagsInput
            label={t('profile.purposes')}
            description={t('profile.purposesHint')}
            placeholder={terms.purposes === null ? t('profile.any') : ''}
            value={terms.purposes ?? []}
            onChange={(purposes) => set({ purposes: listOrAny(purposes) })}
          />
        </Stack>
      </fieldset>
    </Stack>
  );
}

interface GroupProps {
  terms: RelyingTerms;
  disabled: boolean;
  set: (part: Partial<RelyingTerms>) => void;
}

function WhoGroup({ terms, disabled, set }: GroupProps) {
  const { t } = useTranslation();
  const issuers = useQuery(issuersQuery);
  const scorecards = useQuery(scorecardsQuery({ limit: 100 }));
  const known = (issuers.data ?? []).map(({ issuerId, name }) => ({ value: String(issuerId), label: `${name} (${issuerId})` }));
  const models = [...new Map((scorecards.data?.data ?? []).map((card) => [card.hash, `${card.name} · ${shortHash(card.hash)}`]))];
  return (
    <fieldset className={classes.group} disabled={disabled}>
      <legend>{t('profile.group.who')}</legend>
      <Stack gap="sm">
        <MultiSelect
          label={t('profile.issuers')}
          description={t('profile.issuersHint')}
          placeholder={terms.issuers === null ? t('profile.any') : ''}
          data={withChosen(known, (terms.issuers ?? []).map(String))}
          value={(terms.issuers ?? []).map(String)}
          onChange={(chosen) => set({ issuers: listOrAny(chosen.map(Number)) })}
          searchable
        />
        <MultiSelect
          label={t('profile.models')}
          description={t('profile.modelsHint')}
          placeholder={terms.models === null ? t('profile.any') : ''}
          data={withChosen(
            models.map(([value, label]) => ({ value, label })),
            terms.models ?? [],
          )}
          value={terms.models ?? []}
          onChange={(chosen) => set({ models: listOrAny(chosen) })}
          searchable
        />
      </Stack>
    </fieldset>
  );
}

function CreditGroup({ terms, disabled, set }: GroupProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.group} disabled={disabled}>
      <legend>{t('profile.group.credit')}</legend>
      <div className={classes.pair}>
        <NumberInput
          label={t('profile.minScore')}
          placeholder={t('profile.any')}
          min={300}
          max={850}
          step={5}
          allowDecimal={false}
          clampBehavior="strict"
          value={terms.minScore ?? ''}
          onChange={(value) => set({ minScore: numberOrAny(value) })}
        />
        <NumberInput
          label={t('profile.maxPd')}
          placeholder={t('profile.any')}
          min={0}
          max={100}
          step={0.25}
          decimalScale={2}
          value={terms.maxPdBps === null ? '' : terms.maxPdBps / BPS_A_PERCENT}
          onChange={(value) => set({ maxPdBps: typeof value === 'number' ? Math.round(value * BPS_A_PERCENT) : null })}
        />
        <MultiSelect
          label={t('profile.grades')}
          placeholder={terms.grades === null ? t('profile.any') : ''}
          data={[...new Set([...GRADES, ...(terms.grades ?? [])])]}
          value={terms.grades ?? []}
          onChange={(grades) => set({ grades: listOrAny(grades) })}
        />
        <NumberInput
          label={t('profile.maxAge')}
          placeholder={t('profile.any')}
          min={1}
          max={3650}
          allowDecimal={false}
          value={terms.maxAgeDays ?? ''}
          onChange={(value) => set({ maxAgeDays: numberOrAny(value) })}
        />
      </div>
    </fieldset>
  );
}

/** What is chosen stays to be seen even when the list does not know it. */
function withChosen(known: { value: string; label: string }[], chosen: string[]): { value: string; label: string }[] {
  const missing = chosen.filter((value) => known.every((option) => option.value !== value));
  return [...known, ...missing.map((value) => ({ value, label: shortHash(value) }))];
}
