import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView, SubstituteLoan } from '../../../../backend/securitization/deals/schemas.ts';
import type { DoubleView } from '../../../../backend/securitization/pools/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { dealDoublesQuery } from '../deals/queries.ts';
import { DoubleTable } from '../tapes/DoubleTable.tsx';
import { tapesQuery } from '../tapes/queries.ts';

const REASONS = ['registered-twice', 'breach'] as const;
const TAPES_SHOWN = 100;
const OVER: readonly string[] = ['redeemed', 'cancelled'];

/** Loans of a deal that are frozen, and the exchange of a loan for another. */
export function SubstitutePanel({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const may = useCan()('securitization:write');
  const query = useQuery(dealDoublesQuery(deal.address));
  return (
    <Stack gap="md">
      <Panel title={t('servicing.frozen')} note={t('servicing.frozenNote')} flush={(query.data?.data.length ?? 0) > 0}>
        <Loaded query={query}>
          {({ data }) =>
            data.length === 0 ? <StatusBadge tone="pass">{t('servicing.noneFrozen')}</StatusBadge> : <DoubleTable rows={data} />
          }
        </Loaded>
      </Panel>
      {may && !OVER.includes(deal.status) && query.data !== undefined && (
        <Exchange key={query.data.data.length} deal={deal} frozen={query.data.data.find(({ isPledged }) => isPledged)} />
      )}
    </Stack>
  );
}

interface Place {
  readonly tape: string | null;
  readonly position: number | string;
}

function Exchange({ deal, frozen }: { deal: DealView; frozen: DoubleView | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [out, setOut] = useState<Place>({ tape: frozen?.later.tape ?? null, position: frozen?.later.position ?? '' });
  const [comes, setComes] = useState<Place>({ tape: null, position: '' });
  const [reason, setReason] = useState<SubstituteLoan['reason']>(frozen === undefined ? 'breach' : 'registered-twice');
  const order = useMutation({
    mutationFn: ({ path, wish }: { path: string; wish: SubstituteLoan }) =>
      createJson<{ transactionId: string }>(`/v1/deals/${deal.address}/${path}`, wish),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deal', deal.address] }),
  });
  const [from, to] = [loanOf(out), loanOf(comes)];
  const send = (path: string) => () => {
    if (from !== null && to !== null) order.mutate({ path, wish: { out: from, in: to, reason } });
  };
  const isReady = from !== null && to !== null;
  return (
    <Panel title={t('servicing.substitute')} note={t('servicing.substituteNote')}>
      <Stack gap="sm">
        <LoanInput label={t('servicing.leaves')} place={out} onChange={setOut} />
        <LoanInput label={t('servicing.comes')} place={comes} onChange={setComes} />
        <Select
          label={t('servicing.substituteReason')}
          allowDeselect={false}
          data={REASONS.map((value) => ({ value, label: t(`servicing.substituteReasons.${value}`) }))}
          value={reason}
          onChange={(value) => setReason(REASONS.find((known) => known === value) ?? reason)}
        />
        <Group gap="sm">
          <Button variant="default" disabled={!isReady} loading={order.isPending} onClick={send('substitutions')}>
            {t('servicing.offer')}
          </Button>
          <Button disabled={!isReady} loading={order.isPending} onClick={send('substitutions/execution')}>
            {t('servicing.take')}
          </Button>
        </Group>
        <Text size="xs" c="dimmed" role="status">
          {order.isSuccess ? `${t('servicing.ordered')} ${order.data.transactionId}` : t('servicing.substituteOrder')}
        </Text>
        <ActionFault error={order.error} />
      </Stack>
    </Panel>
  );
}

function loanOf({ tape, position }: Place): SubstituteLoan['out'] | null {
  const text = String(position);
  return tape !== null && /^\d{1,6}$/.test(text) ? { tape, position: Number(text) } : null;
}

interface LoanInputProps {
  label: string;
  place: Place;
  onChange: (place: Place) => void;
}

/** A loan by its tape and its place in it. */
function LoanInput({ label, place, onChange }: LoanInputProps) {
  const { t } = useTranslation();
  const tapes = useQuery(tapesQuery({ limit: TAPES_SHOWN })).data?.data;
  const choices = useMemo(
    () => (tapes ?? []).filter(({ state }) => state === 'committed').map(({ id, name }) => ({ value: id, label: name })),
    [tapes],
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Select
        label={`${label} · ${t('tapes.tape')}`}
        searchable
        data={choices}
        value={place.tape}
        onChange={(tape) => onChange({ ...place, tape })}
      />
      <NumberInput
        label={`${label} · ${t('tapes.place')}`}
        min={0}
        allowDecimal={false}
        value={place.position}
        onChange={(position) => onChange({ ...place, position })}
      />
    </SimpleGrid>
  );
}
