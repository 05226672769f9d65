import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsentView } from '../../../../backend/holder/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './me.module.css';
import { ownConsentsQuery } from './queries.ts';
import { ScopeList } from './ScopeList.tsx';

const TONES: Record<ConsentView['state'], Tone> = { active: 'pass', withdrawn: 'mute', expired: 'warn' };

export function ConsentsPage() {
  const { t } = useTranslation();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(ownConsentsQuery({ limit: 20, ...(cursor === undefined ? {} : { cursor }) }));
  const [chosen, setChosen] = useState<ConsentView | null>(null);
  return (
    <Page title={t('me.consents.title')} purpose={t('me.consents.purpose')}>
      <Loaded query={query}>
        {(page) =>
          page.data.length === 0 ? (
            <Panel title={t('me.consents.title')}>
              <Empty title={t('me.consents.none')}>{t('me.consents.noneWhy')}</Empty>
            </Panel>
          ) : (
            <>
              <ul className={classes.consents}>
                {page.data.map((consent) => (
                  <ConsentItem key={consent.id} consent={consent} onWithdraw={() => setChosen(consent)} />
                ))}
              </ul>
              {(page.hasMore || cursor !== undefined) && <Pager page={page} />}
            </>
          )
        }
      </Loaded>
      {chosen !== null && <Withdrawal consent={chosen} onClose={() => setChosen(null)} />}
    </Page>
  );
}

function ConsentItem({ consent, onWithdraw }: { consent: ConsentView; onWithdraw: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={classes.consent} data-consent={consent.state}>
      <Stack gap={6}>
        <Group gap="sm">
          <h2>{consent.verifierName}</h2>
          <StatusBadge tone={TONES[consent.state]}>{t(`me.consents.state.${consent.state}`)}</StatusBadge>
        </Group>
        <Text size="sm">{consent.purpose}</Text>
        <ScopeList scope={consent.scope} />
        <Text size="xs" c="dimmed" component="div">
          {t('me.consents.signed')} <TimeText value={consent.signedAt} /> · {t('me.consents.until')} <TimeText value={consent.until} />
          {consent.withdrawnAt !== null && (
            <>
              {' '}
              · {t('me.consents.withdrawnAt')} <TimeText value={consent.withdrawnAt} />
            </>
          )}
          {consent.way !== null && <> · {t(`present.way.${consent.way}.title`)}</>}
        </Text>
      </Stack>
      {consent.state === 'active' && (
        <Button variant="default" size="xs" onClick={onWithdraw}>
          {t('me.consents.withdraw')}
        </Button>
      )}
      <ul className={classes.looks} aria-label={t('me.consents.looks')}>
        {consent.looks.length === 0 && <li>{t('me.consents.notLooked')}</li>}
        {consent.looks.map((look) => (
          <li key={`${look.at}:${look.kind}`}>
            <IconEye size={12} aria-hidden="true" /> <TimeText value={look.at} /> {t(`me.look.${look.kind}`, { who: look.who })}
          </li>
        ))}
      </ul>
    </li>
  );
}

function Withdrawal({ consent, onClose }: { consent: ConsentView; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => createJson(`/v1/me/consents/${consent.id}/withdrawal`, {}),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['my-consents'] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('me.consents.withdrawTitle', { name: consent.verifierName })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('me.consents.withdrawText')}</Text>
        <ActionFault error={withdraw.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('me.consents.withdraw')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
