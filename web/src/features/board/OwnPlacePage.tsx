import { Button, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BoardReading, OwnSlotView } from '../../../../backend/rating/schemas.ts';
import { ApiFault } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { LazyQrCode } from '../../ui/LazyQrCode.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './board.module.css';
import { askViewKey, ownPlaceQuery, ownSlotQuery } from './queries.ts';
import { SlotState } from './SlotState.tsx';
import { viewKeyLink, writeViewKey } from './view-key.ts';

/** What stands of the customer on the masked board, and the key by which they let a lender read it. */
export function OwnPlacePage() {
  const { t } = useTranslation();
  const place = useQuery(ownPlaceQuery);
  const slot = useQuery(ownSlotQuery);
  const isAbsent = place.error instanceof ApiFault && place.error.problem?.code === 'not_on_board';
  return (
    <Page title={t('board.own.title')} purpose={t('board.own.purpose')}>
      {isAbsent ? (
        <Panel title={t('board.own.place')}>
          <Empty title={t('board.own.none')}>{t('board.own.noneWhy')}</Empty>
        </Panel>
      ) : (
        <Loaded query={place}>
          {(reading) => (
            <>
              <div className={classes.columns}>
                <OwnPlace reading={reading} />
                <Loaded query={slot}>{(own) => <OwnSlot slot={own} />}</Loaded>
              </div>
              <HandOut />
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}

function OwnPlace({ reading }: { reading: BoardReading }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Panel title={t('board.own.place')} note={t('board.own.placeNote')}>
      <Facts
        items={[
          { name: t('ratings.grade'), value: reading.grade === null ? t('board.own.noGrade') : <GradeBadge grade={reading.grade} large /> },
          { name: t('board.own.number'), value: formatCount(reading.place, language) },
          { name: t('board.epoch'), value: reading.epoch },
          { name: t('board.read.asOf'), value: formatCount(reading.asOfBlock, language) },
        ]}
      />
    </Panel>
  );
}

function OwnSlot({ slot }: { slot: OwnSlotView }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('board.own.slot')} note={t('board.own.slotNote')}>
      {slot.status === 'none' ? (
        <Empty title={t('board.own.noSlot')}>{t('board.own.noSlotWhy')}</Empty>
      ) : (
        <Facts
          items={[
            { name: t('ratings.stateLabel'), value: <SlotState status={slot.status} expiry={slot.expiry} /> },
            ...(slot.grade === null ? [] : [{ name: t('ratings.grade'), value: <GradeBadge grade={slot.grade} large /> }]),
            ...(slot.score === null ? [] : [{ name: t('board.own.score'), value: String(slot.score) }]),
            ...(slot.expiry === null ? [] : [{ name: t('ratings.validUntil'), value: <TimeText value={slot.expiry} dayOnly /> }]),
            { name: t('board.slot.tag'), value: <Hash value={slot.tag} /> },
          ]}
        />
      )}
    </Panel>
  );
}

/** The key is asked for only when it is wanted, and stands nowhere but on this page. */
function HandOut() {
  const { t } = useTranslation();
  const ask = useMutation({ mutationFn: askViewKey });
  const link = ask.data === undefined ? '' : viewKeyLink(ask.data, window.location.origin);
  return (
    <Panel title={t('board.own.hand')} note={t('board.own.handNote')}>
      {ask.data === undefined ? (
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t('board.own.handText')}</Text>
          <Button leftSection={<IconKey size={15} />} loading={ask.isPending} onClick={() => ask.mutate()}>
            {t('board.own.make')}
          </Button>
          <ActionFault error={ask.error} />
        </Stack>
      ) : (
        <div className={classes.hand} data-view-key={ask.data.epoch}>
          <Stack gap="md">
            <CopyField label={t('board.own.link')} description={t('board.own.linkHint')} value={link} />
            <CopyField label={t('board.own.text')} value={writeViewKey(ask.data)} />
            <Text size="sm" c="dimmed">
              {t('board.own.ends', { epoch: ask.data.epoch })}
            </Text>
          </Stack>
          <LazyQrCode text={link} label={t('board.own.qr')} />
        </div>
      )}
    </Panel>
  );
}
