import { Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresentationOrder } from '../../../../backend/holder/schemas.ts';
import { ownRecordQuery } from '../me/queries.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { KeyChoice } from '../me/HolderKeyPanel.tsx';
import { type Choice, isEmpty, scopeOf } from './choice.ts';
import { HandOver } from './HandOver.tsx';
import { HandedOver, type Handed } from './HandedOver.tsx';
import { Preview } from './Preview.tsx';
import classes from './present.module.css';
import { preparationQuery } from './queries.ts';
import { ScopeChooser } from './ScopeChooser.tsx';

const TYPING_MS = 350;

export type Recipient = Pick<PresentationOrder, 'requestId' | 'audience'>;

interface PresentationMakerProps {
  /** Null until it is known who is to see it. */
  recipient: Recipient | null;
  name: string;
  wanted: Choice | null;
  start: Choice;
}

/** Choose, look at it as the lender will, sign, hand over. */
export function PresentationMaker({ recipient, name, wanted, start }: PresentationMakerProps) {
  const { t } = useTranslation();
  const [choice, setChoice] = useState(start);
  const [handed, setHanded] = useState<Handed | null>(null);
  const order: PresentationOrder = { ...recipient, ...scopeOf(choice) };
  const [settledOrder] = useDebouncedValue(order, TYPING_MS);
  const isReady = recipient !== null && !isEmpty(choice);
  const record = useQuery(ownRecordQuery);
  const hasKey = record.data !== undefined && record.data.holderKey !== null;
  const prepared = useQuery({ ...preparationQuery(settledOrder), enabled: isReady && hasKey });
  if (handed !== null) return <HandedOver handed={handed} name={name} />;
  const isCurrent = JSON.stringify(order) === JSON.stringify(settledOrder) && !prepared.isPlaceholderData && !prepared.isError;
  return (
    <Loaded query={record}>
      {({ holderKey }) =>
        holderKey === null ? (
          <Panel title={t('present.keyFirst')} note={t('me.key.note')}>
            <KeyChoice replaces={false} />
          </Panel>
        ) : (
          <Stack gap="md">
            <div className={classes.columns}>
              <Panel title={t('present.choose')} note={t('present.chooseNote')}>
                <ScopeChooser choice={choice} wanted={wanted} onChange={setChoice} />
              </Panel>
              <Preview name={name} query={prepared} isReady={isReady} />
            </div>
            <HandOver
              prepared={isReady && isCurrent ? (prepared.data ?? null) : null}
              holderKey={holderKey}
              requestId={recipient?.requestId ?? null}
              name={name}
              onDone={setHanded}
            />
          </Stack>
        )
      }
    </Loaded>
  );
}
