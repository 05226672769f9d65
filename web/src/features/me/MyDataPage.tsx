import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnRecord } from '../../../../backend/holder/schemas.ts';
import { deleteJson } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { attributeName, characteristicName } from '../customers/glossary.ts';
import { OutcomesPanel } from '../customers/OutcomesPanel.tsx';
import { LooksTable } from './LooksTable.tsx';
import classes from './me.module.css';
import { ownRecordQuery } from './queries.ts';

/** What is kept of the customer, who looked at it, and the way to have it erased. */
export function MyDataPage() {
  const { t } = useTranslation();
  const query = useQuery(ownRecordQuery);
  const [erasing, setErasing] = useState(false);
  return (
    <Page title={t('me.data.title')} purpose={t('me.data.purpose')}>
      <Loaded query={query}>
        {(record) => (
          <>
            <RecordFacts record={record} />
            <OutcomesPanel outcomes={record.outcomes} />
            <Panel title={t('me.data.looks')} note={t('me.data.looksNote')} flush>
              {record.looks.length === 0 ? (
                <Empty title={t('me.data.noLooks')}>{t('me.data.noLooksWhy')}</Empty>
              ) : (
                <LooksTable looks={record.looks} />
              )}
            </Panel>
            <section className={classes.danger} aria-labelledby="erase-title">
              <Group justify="space-between" gap="md">
                <div>
                  <Text fw={600} component="h2" id="erase-title" m={0} fz="md">
                    {t('me.erase.title')}
                  </Text>
                  <Text size="sm" c="dimmed" maw={720}>
                    {t('me.erase.text', { credentials: String(record.credentials), consents: String(record.activeConsents) })}
                  </Text>
                </div>
                <Button variant="outline" color="red" leftSection={<IconEraser size={15} />} onClick={() => setErasing(true)}>
                  {t('me.erase.action')}
                </Button>
              </Group>
            </section>
            {erasing && <Erasure confirmation={record.erasureConfirmation} onClose={() => setErasing(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function RecordFacts({ record }: { record: OwnRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const show = (value: string | number | null): string => {
    if (value === null) return '–';
    return typeof value === 'number' ? formatCount(value, language) : attributeName(value, language);
  };
  return (
    <Panel title={t('me.data.record')} note={t('me.data.recordNote', { id: record.externalId, source: record.source })}>
      <Facts
        columns
        items={Object.entries(record.attributes).map(([name, value]) => ({ name: characteristicName(name, language), value: show(value) }))}
      />
    </Panel>
  );
}

function Erasure({ confirmation, onClose }: { confirmation: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const erase = useMutation({
    mutationFn: () => deleteJson('/v1/me', { confirmation: typed }),
    onSuccess: async () => {
      await navigate({ to: '/sign-in' });
      client.clear();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('me.erase.sure')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <Stack gap="sm">
        <Text size="sm">{t('me.erase.sureText')}</Text>
        <TextInput
          label={t('me.erase.type', { word: confirmation })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <ActionFault error={erase.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red" disabled={typed !== confirmation} loading={erase.isPending} onClick={() => erase.mutate()}>
            {t('me.erase.action')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
