import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, Fault } from '../ui/states.tsx';

/** A page that failed as a whole. */
export function RouteFault({ error }: { error: unknown }) {
  return <Fault error={error} onRetry={() => window.location.reload()} />;
}

/** An address that leads nowhere. */
export function NoPage() {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('state.noPage')}
      action={
        <Button component={Link} to="/" variant="default" size="xs">
          {t('frame.toHome')}
        </Button>
      }
    >
      {t('state.noPageWhy')}
    </Empty>
  );
}
