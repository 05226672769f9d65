import { Button, Checkbox, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatMoney } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { AMOUNTS, poolEndOf, type ReportDraft } from './report-draft.ts';

interface ReportFormProps {
  deal: DealView;
  draft: ReportDraft;
  onChange: (draft: ReportDraft) => void;
  isReady: boolean;
  isPending: boolean;
  onPreview: () => void;
}

/** What the servicer states of the period. */
export function ReportForm({ deal, draft, onChange, isReady, isPending, onPreview }: ReportFormProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { decimals, symbol } = deal.asset;
  const follows = poolEndOf({ ...draft, poolEnd: '' }, deal.pool, decimals);
  const amount = { decimalScale: decimals, min: 0, thousandSeparator: ',', hideControls: true } as const;
  const isRevolving = deal.status === 'revolving';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onPreview();
      }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          {AMOUNTS.filter((name) => name !== 'purchases' || isRevolving).map((name) => (
            <NumberInput
              key={name}
              {...amount}
              label={`${t(`servicing.amount.${name}`)} (${symbol})`}
              value={draft.amounts[name]}
              onChange={(value) => onChange({ ...draft, amounts: { ...draft.amounts, [name]: String(value) } })}
            />
          ))}
          <NumberInput
            {...amount}
            label={`${t('servicing.poolEnd')} (${symbol})`}
            placeholder={follows === null ? '' : formatMoney(String(follows), decimals, language)}
            value={draft.poolEnd}
            onChange={(value) => onChange({ ...draft, poolEnd: String(value) })}
          />
        </SimpleGrid>
        <Text size="xs" c="dimmed">
          {t('servicing.poolEndNote', { pool: formatMoney(deal.pool, decimals, language, symbol) })}
        </Text>
        <SimpleGrid cols={{ base: 2, xs: 3, lg: 6 }} spacing="sm">
          {draft.late.map((value, bucket) => (
            <NumberInput
              key={`M${bucket + 1}`}
              {...amount}
              label={t('servicing.late', { bucket: `M${bucket + 1}` })}
              value={value}
              onChange={(next) => onChange({ ...draft, late: draft.late.with(bucket, String(next)) })}
            />
          ))}
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          <TextInput
            label={t('servicing.index')}
            inputMode="decimal"
            value={draft.index}
            onChange={(event) => onChange({ ...draft, index: event.currentTarget.value })}
          />
          <TextInput
            label={t('servicing.loanCount')}
            inputMode="numeric"
            value={draft.loanCount}
            onChange={(event) => onChange({ ...draft, loanCount: event.currentTarget.value })}
          />
          <TextInput
            label={t('servicing.tapeRoot')}
            placeholder="0x"
            maxLength={66}
            value={draft.tapeRoot}
            onChange={(event) => onChange({ ...draft, tapeRoot: event.currentTarget.value.trim().toLowerCase() })}
          />
        </SimpleGrid>
        <Checkbox
          label={t('servicing.isCall')}
          checked={draft.isCall}
          onChange={(event) => onChange({ ...draft, isCall: event.currentTarget.checked })}
        />
        <Group gap="sm">
          <Button type="submit" disabled={!isReady} loading={isPending}>
            {t('servicing.preview')}
          </Button>
          {!isReady && (
            <Text size="sm" c="dimmed">
              {t('servicing.notReady')}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
