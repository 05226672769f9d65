import { Button, Group, Select } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckpointView } from '../../../../backend/transparency/schemas.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { askConsistency } from './queries.ts';
import { ProofResult } from './ProofResult.tsx';

interface BenchProps {
  issuer: string;
  checkpoints: CheckpointView[];
}

/** Shows that a newer checkpoint only adds to an older one. */
export function ConsistencyBench({ issuer, checkpoints }: BenchProps) {
  const { t } = useTranslation();
  const [fromSize, setFrom] = useState(checkpoints.at(-1)?.size ?? '');
  const [toSize, setTo] = useState(checkpoints[0]?.size ?? '');
  const from = checkpoints.find(({ size }) => size === fromSize);
  const to = checkpoints.find(({ size }) => size === toSize);
  const prove = useMutation({
    mutationFn: async () => {
      if (from === undefined || to === undefined) return null;
      const [{ traceConsistency }, proof] = await Promise.all([
        import('./proof-steps.ts'),
        askConsistency(issuer, { from: from.size, to: to.size }),
      ]);
      return traceConsistency(proof, from, to);
    },
  });
  const sizes = checkpoints.map(({ size }) => ({ value: size, label: t('log.sizeOf', { size }) }));
  return (
    <Panel title={t('log.consistency.title')} note={t('log.consistency.note')}>
      <Group gap="xs" align="flex-end" mb="sm">
        <Select
          label={t('log.consistency.from')}
          size="xs"
          w={150}
          allowDeselect={false}
          data={sizes}
          value={fromSize}
          onChange={(size) => {
            prove.reset();
            setFrom(size ?? '');
          }}
        />
        <Select
          label={t('log.consistency.to')}
          size="xs"
          w={150}
          allowDeselect={false}
          data={sizes}
          value={toSize}
          onChange={(size) => {
            prove.reset();
            setTo(size ?? '');
          }}
        />
        <Button size="xs" leftSection={<IconCalculator size={15} />} loading={prove.isPending} onClick={() => prove.mutate()}>
          {t('log.proveHere')}
        </Button>
      </Group>
      <ActionFault error={prove.error} />
      {prove.data != null && <ProofResult trace={prove.data} kind="consistency" />}
    </Panel>
  );
}
