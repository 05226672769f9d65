import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckpointView } from '../../../../backend/transparency/schemas.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { askInclusion } from './queries.ts';
import { ProofResult } from './ProofResult.tsx';

interface BenchProps {
  issuer: string;
  checkpoints: CheckpointView[];
}

/** Shows that a batch stands in the log that a checkpoint commits to. */
export function InclusionBench({ issuer, checkpoints }: BenchProps) {
  const { t } = useTranslation();
  const [batch, setBatch] = useState('0');
  const [size, setSize] = useState(checkpoints[0]?.size ?? '');
  const checkpoint = checkpoints.find((each) => each.size === size);
  const prove = useMutation({
    mutationFn: async () => {
      if (checkpoint === undefined) return null;
      const [{ traceInclusion }, proof] = await Promise.all([import('./proof-steps.ts'), askInclusion(issuer, { batch, size })]);
      return traceInclusion(proof, checkpoint);
    },
  });
  return (
    <Panel title={t('log.inclusion.title')} note={t('log.inclusion.note')}>
      <Group gap="xs" align="flex-end" mb="sm">
        <TextInput
          label={t('log.inclusion.batch')}
          size="xs"
          w={110}
          inputMode="numeric"
          value={batch}
          onChange={(event) => {
            prove.reset();
            setBatch(event.currentTarget.value);
          }}
        />
        <Select
          label={t('log.inclusion.checkpoint')}
          size="xs"
          w={150}
          allowDeselect={false}
          data={checkpoints.map((each) => ({ value: each.size, label: t('log.sizeOf', { size: each.size }) }))}
          value={size}
          onChange={(value) => {
            prove.reset();
            setSize(value ?? '');
          }}
        />
        <Button size="xs" leftSection={<IconCalculator size={15} />} loading={prove.isPending} onClick={() => prove.mutate()}>
          {t('log.proveHere')}
        </Button>
      </Group>
      <ActionFault error={prove.error} />
      {prove.data != null && <ProofResult trace={prove.data} kind="inclusion" />}
    </Panel>
  );
}
