import { Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { NOTHING } from './choice.ts';
import classes from './present.module.css';
import { PresentationMaker, type Recipient } from './PresentationMaker.tsx';

const DAYS = ['1', '7', '30', '90'] as const;
const DAY_MS = 86_400_000;
const LEAST_PURPOSE = 3;

/** A presentation that nobody asked for here: the customer names the lender. */
export function SharePage() {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const [days, setDays] = useState<string>('7');
  // Fixed for the life of the page: each change would ask for another signature.
  const [start] = useState(() => Date.now());
  const until = new Date(start + Number(days) * DAY_MS).toISOString();
  const isNamed = name.trim() !== '' && purpose.trim().length >= LEAST_PURPOSE;
  const recipient: Recipient | null = isNamed ? { audience: { verifierName: name.trim(), purpose: purpose.trim(), until } } : null;
  return (
    <Page title={t('present.shareTitle')} purpose={t('present.sharePurpose')} crumbs={[{ label: t('me.title'), to: '/me' }]}>
      <Stack gap="md">
        <Panel title={t('present.forWhom')} note={t('present.forWhomNote')}>
          <div className={classes.boxes}>
            <TextInput
              label={t('present.lenderName')}
              placeholder={t('present.lenderExample')}
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label={t('requests.purpose')}
              placeholder={t('present.purposeExample')}
              value={purpose}
              maxLength={200}
              onChange={(event) => setPurpose(event.currentTarget.value)}
            />
            <Select
              label={t('present.good')}
              data={DAYS.map((value) => ({ value, label: t('present.days', { days: value }) }))}
              value={days}
              allowDeselect={false}
              onChange={(value) => setDays(value ?? '7')}
            />
          </div>
        </Panel>
        <PresentationMaker
          recipient={recipient}
          name={name.trim() === '' ? t('present.theLender') : name.trim()}
          wanted={null}
          start={NOTHING}
        />
      </Stack>
    </Page>
  );
}
