import { ActionIcon, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssuerState, LedgerStateView } from '../../../../backend/transparency/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './log.module.css';
import { ledgerStateQuery } from './queries.ts';

/** The ledger as it was after any block. */
export function StateTab() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [block] = useDebouncedValue(typed, 250);
  const query = useQuery(ledgerStateQuery(block === '' ? undefined : block));
  const shown = typed === '' ? (query.data?.head ?? '') : typed;
  const step = (by: bigint): void => {
    if (/^\d{1,15}$/.test(shown)) setTyped(String(BigInt(shown) + by));
  };
  return (
    <>
      <Group gap="xs" align="flex-end" mb="sm">
        <ActionIcon variant="default" size={34} aria-label={t('log.asOf.before')} disabled={shown === '0'} onClick={() => step(-1n)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <TextInput
          label={t('log.asOf.block')}
          inputMode="numeric"
          w={130}
          maxLength={15}
          value={shown}
          onChange={(event) => setTyped(event.currentTarget.value.trim())}
        />
        <ActionIcon
          variant="default"
          size={34}
          aria-label={t('log.asOf.after')}
          disabled={shown === query.data?.head}
          onClick={() => step(1n)}
        >
          <IconChevronRight size={16} />
        </ActionIcon>
      </Group>
      <Loaded query={query}>{(view) => <State view={view} />}</Loaded>
    </>
  );
}

function State({ view }: { view: LedgerStateView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Stack gap="md">
      <Text size="sm" component="div">
        {t('log.asOf.summary', {
          block: formatCount(view.block.number, language),
          head: formatCount(view.head, language),
          events: formatCount(view.events, language),
        })}{' '}
        <TimeText value={view.block.time} /> {view.block.hash !== null && <Hash value={view.block.hash} />}
      </Text>
      {view.issuers.length === 0 && (
        <Panel title={t('log.asOf.title')}>
          <Empty title={t('log.asOf.none')}>{t('log.asOf.noneWhy')}</Empty>
        </Panel>
      )}
      {view.issuers.map((issuer) => (
        <IssuerPanel key={issuer.issuerId} issuer={issuer} />
      ))}
    </Stack>
  );
}

function IssuerPanel({ issuer }: { issuer: IssuerState }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: string | number): string => formatCount(value, language);
  const { batches, credentials } = issuer;
  return (
    <Panel
      title={t('log.asOf.issuer', { number: String(issuer.issuerId), name: issuer.name })}
      actions={<StatusBadge tone={issuer.status === 'active' ? 'pass' : 'fail'}>{t(`ledger.issuerStatus.${issuer.status}`)}</StatusBadge>}
    >
      <Facts
        columns
        items={[
          { name: t('log.size'), value: count(issuer.log.size) },
          { name: t('log.leaves'), value: count(issuer.log.leaves) },
          { name: t('log.asOf.batches', { standing: t('ledger.standing.live') }), value: count(batches.live) },
          { name: t('log.asOf.batches', { standing: t('ledger.standing.superseded') }), value: count(batches.superseded) },
          { name: t('log.asOf.batches', { standing: t('ledger.standing.revoked') }), value: count(batches.revoked) },
          { name: t('log.asOf.batches', { standing: t('ledger.standing.frozen') }), value: count(batches.frozen) },
          { name: t('log.asOf.revoked'), value: count(credentials.revoked) },
          { name: t('log.asOf.superseded'), value: count(credentials.superseded) },
          { name: t('log.asOf.suspended'), value: count(credentials.suspended) },
          { name: t('ledger.admin'), value: <Hash value={issuer.admin} /> },
          { name: t('log.root'), value: <Hash value={issuer.log.root} /> },
          { name: t('log.asOf.successor'), value: issuer.successor ?? '–' },
        ]}
      />
      <ul className={classes.keys} aria-label={t('ledger.keys')}>
        {issuer.keys.map((key) => (
          <li key={`${key.address}:${key.validFrom}`}>
            <StatusBadge tone={key.active ? 'pass' : 'mute'}>{t(key.active ? 'ledger.keyActive' : 'ledger.keyPast')}</StatusBadge>{' '}
            <Hash value={key.address} /> {key.roles.map((role) => t(`ledger.keyRole.${role}`)).join(', ')}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
