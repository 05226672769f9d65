import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresentationRequestView } from '../../../../backend/holder/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { type Choice, isEmpty, scopeOf } from '../present/choice.ts';
import { ScopeChooser } from '../present/ScopeChooser.tsx';
import classes from './requests.module.css';

const DAYS = ['7', '30', '90', '365'] as const;
const DAY_MS = 86_400_000;
const LEAST_PURPOSE = 3;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const START: Choice = { fields: ['grade'], scoreAtLeast: 650, pdAtMostBps: null };

/** Purpose, fields or thresholds, and until when: then there is a link to hand to the customer. */
export function NewRequest() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [purpose, setPurpose] = useState('');
  const [days, setDays] = useState<string>('30');
  const [contract, setContract] = useState('');
  const [choice, setChoice] = useState<Choice>(START);
  const create = useMutation({
    mutationFn: () =>
      createJson<PresentationRequestView>('/v1/presentation-requests', {
        purpose: purpose.trim(),
        wanted: scopeOf(choice),
        until: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        ...(contract.trim() === '' ? {} : { verifier: contract.trim().toLowerCase() }),
      }),
    onSuccess: async (request) => {
      void client.invalidateQueries({ queryKey: ['requests'] });
      await navigate({ to: '/requests/$id', params: { id: request.id } });
    },
  });
  const contractOk = contract.trim() === '' || ADDRESS.test(contract.trim());
  const ready = purpose.trim().length >= LEAST_PURPOSE && !isEmpty(choice) && contractOk;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (ready) create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Panel title={t('requests.new')} note={t('requests.newNote')}>
        <div className={classes.form}>
          <Stack gap="sm">
            <TextInput
              label={t('requests.purpose')}
              description={t('requests.purposeHint')}
              placeholder={t('present.purposeExample')}
              maxLength={200}
              required
              value={purpose}
              onChange={(event) => setPurpose(event.currentTarget.value)}
            />
            <Select
              label={t('requests.until')}
              data={DAYS.map((value) => ({ value, label: t('present.days', { days: value }) }))}
              value={days}
              allowDeselect={false}
              onChange={(value) => setDays(value ?? '30')}
            />
            <TextInput
              label={t('requests.contract')}
              description={t('requests.contractHint')}
              placeholder="0x…"
              value={contract}
              error={contractOk ? null : t('requests.contractWrong')}
              onChange={(event) => setContract(event.currentTarget.value)}
            />
          </Stack>
          <div>
            <ScopeChooser choice={choice} wanted={null} onChange={setChoice} />
          </div>
        </div>
        <Stack gap="sm" mt="md">
          <ActionFault error={create.error} />
          <Group>
            <Button type="submit" disabled={!ready} loading={create.isPending}>
              {t('requests.create')}
            </Button>
          </Group>
        </Stack>
      </Panel>
    </form>
  );
}
