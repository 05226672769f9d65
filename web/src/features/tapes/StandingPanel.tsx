import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TapeDetail, TapeStandingView } from '../../../../backend/securitization/pools/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { DoubleTable, LoanText } from './DoubleTable.tsx';
import { tapeStandingQuery } from './queries.ts';
import { RetireLoans } from './RetireLoans.tsx';

type Provable = TapeStandingView['provable'][number];
type Retired = TapeStandingView['retired'][number];

/** What the registry says of the loans of a tape: registered twice, frozen, retired. */
export function StandingPanel({ tape }: { tape: TapeDetail }) {
  const { t } = useTranslation();
  const may = useCan()('securitization:write');
  const query = useQuery(tapeStandingQuery(tape.id));
  return (
    <Loaded query={query}>
      {({ registryTape, doubles, provable, retired }) =>
        registryTape === null ? (
          <Empty title={t('tapes.notRegistered')}>{t('tapes.notRegisteredWhy')}</Empty>
        ) : (
          <Stack gap="md">
            {provable.length > 0 && <ProvableLoans tape={tape} rows={provable} />}
            <Panel title={t('tapes.doubles')} note={t('tapes.doublesNote')} flush={doubles.length > 0}>
              {doubles.length === 0 ? <StatusBadge tone="pass">{t('tapes.noDoubles')}</StatusBadge> : <DoubleTable rows={doubles} />}
            </Panel>
            <Panel title={t('tapes.retired')} note={t('tapes.retiredNote')} flush={retired.length > 0}>
              {retired.length === 0 ? <Text size="sm">{t('tapes.noRetired')}</Text> : <RetiredLoans rows={retired} />}
            </Panel>
            {may && tape.registryTape !== null && <RetireLoans tape={tape} />}
          </Stack>
        )
      }
    </Loaded>
  );
}

function ProvableLoans({ tape, rows }: { tape: TapeDetail; rows: Provable[] }) {
  const { t } = useTranslation();
  const may = useCan()('securitization:write');
  const client = useQueryClient();
  const prove = useMutation({
    mutationFn: (position: number) => createJson(`/v1/tapes/${tape.id}/doubles`, { position }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tape', tape.id] }),
  });
  const columns = useMemo((): Column<Provable>[] => {
    const placeIn = (row: Provable) => row.registrations.find((each) => each.tape === tape.id)?.position;
    const act: Column<Provable> = {
      id: 'prove',
      header: t('tapes.proveDouble'),
      cell: (row) => {
        const position = placeIn(row);
        return position === undefined ? (
          '–'
        ) : (
          <Button size="compact-xs" loading={prove.isPending} disabled={prove.isSuccess} onClick={() => prove.mutate(position)}>
            {t('tapes.proveDouble')}
          </Button>
        );
      },
    };
    return [
      {
        id: 'stands',
        header: t('tapes.standsFirst'),
        cell: ({ registrations: [first] }) => (first === undefined ? '–' : <LoanText loan={first} />),
      },
      {
        id: 'later',
        header: t('tapes.wouldFreeze'),
        cell: ({ registrations }) =>
          registrations.slice(1).map((loan) => (
            <div key={loan.number}>
              <LoanText loan={loan} />
            </div>
          )),
      },
      ...(may ? [act] : []),
    ];
  }, [t, tape.id, may, prove]);
  return (
    <Panel title={t('tapes.provable')} note={t('tapes.provableNote')} flush>
      <DataTable caption={t('tapes.provable')} columns={columns} rows={rows} rowKey={(row) => row.key} />
      <ActionFault error={prove.error} />
    </Panel>
  );
}

function RetiredLoans({ rows }: { rows: Retired[] }) {
  const { t } = useTranslation();
  const columns = useMemo(
    (): Column<Retired>[] => [
      { id: 'place', header: t('tapes.place'), cell: (row) => row.position },
      { id: 'loan', header: t('tapes.loan'), cell: (row) => row.loanId ?? t('tapes.unknownLoan') },
      {
        id: 'at',
        header: t('tapes.retiredAt'),
        cell: (row) => (
          <TextLink to="/ledger/transactions/$hash" params={{ hash: row.transaction }} size="sm">
            <TimeText value={row.at} />
          </TextLink>
        ),
      },
    ],
    [t],
  );
  return <DataTable caption={t('tapes.retired')} columns={columns} rows={rows} rowKey={(row) => String(row.position)} />;
}
