import { Button, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReplayView } from '../../../../backend/scoring/registry/schemas.ts';
import { getJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

/** Computes a score once more from its stored inputs and says whether anything differs. */
export function ReplayButton({ scoreId }: { scoreId: string }) {
  const { t } = useTranslation();
  const replay = useMutation({ mutationFn: () => getJson<ReplayView>(`/v1/scores/${scoreId}/replay`) });
  return (
    <Group gap="sm">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={14} />}
        loading={replay.isPending}
        onClick={() => replay.mutate()}
      >
        {t('registry.replay')}
      </Button>
      {replay.data !== undefined && <Result view={replay.data} />}
      <ActionFault error={replay.error} />
    </Group>
  );
}

function Result({ view }: { view: ReplayView }) {
  const { t } = useTranslation();
  const role = (['champion', 'challenger', 'shadow', 'none'] as const).find((known) => known === view.recorded?.role);
  return (
    <div data-replay={view.isSame ? 'same' : 'differs'} role="status">
      <StatusBadge tone={view.isSame ? 'pass' : 'fail'}>
        {view.isSame ? t('registry.replaySame') : t('registry.replayDiffers', { names: view.differences.join(', ') })}
      </StatusBadge>
      <Text size="xs" c="dimmed">
        {view.recorded === null || role === undefined
          ? t('registry.replayUnrecorded')
          : t('registry.replayRecorded', { role: t(`registry.role.${role}`), sequence: view.recorded.sequence })}
      </Text>
    </div>
  );
}
