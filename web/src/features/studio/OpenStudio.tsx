import { Button } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/use-can.ts';

/** The way into the studio with a source; nothing for those who may not. */
export function OpenStudio({ source }: { source: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (!useCan()('scorecards:write')) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconAdjustments size={15} />}
      onClick={() => void navigate({ to: '/scorecards/studio', search: source === '' ? {} : { source } })}
    >
      {t('studio.open')}
    </Button>
  );
}
